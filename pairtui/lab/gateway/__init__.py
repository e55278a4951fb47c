"""The virtual gateway's host."""
