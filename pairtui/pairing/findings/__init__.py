"""What went wrong outside an attempt."""
