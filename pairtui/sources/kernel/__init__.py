"""Bluetooth sockets of the kernel, and its debugfs."""
