"""BlueZ over D-Bus."""
