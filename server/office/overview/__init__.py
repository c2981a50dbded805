"""What must I do today, and why is it red."""
