"""The virtual gateway, its air and its peripherals, on Bumble; nothing here is imported before the lab runs."""
