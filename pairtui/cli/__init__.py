"""The command line: `pairtui NAME` is `cli/NAME.py`."""
