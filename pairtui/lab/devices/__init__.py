"""The virtual devices."""
