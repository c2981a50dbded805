"""Sites and what is known of each (一企一档)."""
