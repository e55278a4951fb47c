"""Byte layouts, one module per protocol."""
