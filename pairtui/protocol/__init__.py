"""Bytes and text to dataclasses and back: pure, and never an exception on remote input."""
