"""IO capabilities in the words of the console: short, and what each can do."""

from pairtui.protocol.io_capability import IoCapability

CAPABILITIES: dict[str, tuple[str, str]] = {
    IoCapability.DISPLAY_ONLY.label: ("Disp", "can show six digits, no keys"),
    IoCapability.DISPLAY_YES_NO.label: ("DispYN", "can show six digits, and confirm"),
    IoCapability.KEYBOARD_ONLY.label: ("Kbd", "has keys, no display"),
    IoCapability.NO_INPUT_NO_OUTPUT.label: ("NoIO", "Just Works only"),
    IoCapability.KEYBOARD_DISPLAY.label: ("KbdDisp", "every association model"),
}
"""By BlueZ's name."""
