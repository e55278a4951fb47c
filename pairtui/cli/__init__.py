"""The command line: each of its commands is a module of that name."""
