"""Texts, rows, times and names as the console shows them; no Textual."""
