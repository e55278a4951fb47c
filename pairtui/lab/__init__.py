"""The virtual gateway, its radio and its devices, on Bumble; nothing here is imported before the lab runs."""
