"""What every HTTP door shares: problems as RFC 9457, cursor pages, If-Match, named permissions."""
