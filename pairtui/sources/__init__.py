"""Where events come from and actions go: BlueZ, btmon, files."""
