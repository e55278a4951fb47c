"""Logs as people paste and mail them, read into the same records as captures."""
