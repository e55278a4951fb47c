"""The console: Textual screens that read the model and send actions."""
