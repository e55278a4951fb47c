"""Captures and logs as a source."""
