"""A day of a gateway in a few minutes."""
