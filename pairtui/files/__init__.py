"""The user's files: where they are, TOML, private writes."""
