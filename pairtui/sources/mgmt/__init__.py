"""Adapter settings over the kernel's management socket."""
