"""The console's commands: their keys, where they are available, the user's keymap."""
