"""The air between the virtual controllers."""
