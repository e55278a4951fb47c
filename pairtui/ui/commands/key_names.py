"""Keys by Textual's names, as they are written on the keyboard."""

WRITTEN = {
    "question_mark": "?",
    "slash": "/",
    "number_sign": "#",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "shift+tab": "Shift-Tab",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "left": "Left",
    "right": "Right",
    "enter": "Enter",
    "up": "Up",
    "down": "Down",
    "home": "Home",
    "end": "End",
}


def written(key: str) -> str:
    """A key, by Textual's name, as it is written on the keyboard: `?`, `^p`, `PgUp`, `F5`."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+p"):
        return f"^{key[-1]}"
    return WRITTEN.get(key) or (key.upper() if key[0] == "f" and key[1:].isdigit() else key)
