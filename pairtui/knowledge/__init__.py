"""Say in one sentence what this folder holds."""
