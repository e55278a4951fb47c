"""What a prompt of BlueZ's agent says: who types or compares what, on which device."""

from pairtui.pairing.events import PromptKind
from pairtui.pairing.state import Prompt
from pairtui.ui.screens.question import answers
from pairtui.ui.text.assigned_numbers import service_with_number
from pairtui.ui.text.big_digits import big
from pairtui.ui.text.cells import width
from pairtui.ui.text.rows import BLANK, Row, paragraph, row

YES_NO = (PromptKind.CONFIRM, PromptKind.AUTHORIZE, PromptKind.AUTHORIZE_SERVICE)
SHOWN = (PromptKind.SHOW_PASSKEY, PromptKind.SHOW_PIN)

TITLES = {
    PromptKind.CONFIRM: "Numeric Comparison: compare the numbers",
    PromptKind.ENTER_PASSKEY: "Passkey Entry: type what the device shows",
    PromptKind.ENTER_PIN: "PIN: type the device's PIN",
    PromptKind.SHOW_PASSKEY: "Passkey Entry: type this on the device",
    PromptKind.SHOW_PIN: "PIN: type this on the device",
    PromptKind.AUTHORIZE: "A device wants to pair",
    PromptKind.AUTHORIZE_SERVICE: "A device wants to use a service",
}

SECONDS = {PromptKind.AUTHORIZE_SERVICE: 60, PromptKind.ENTER_PIN: 60, PromptKind.SHOW_PIN: 60}
"""How long an answer has time: the SMP timer's 30 seconds unless it says otherwise here."""


def limit(prompt: Prompt) -> int:
    """How many seconds there are to answer."""
    return SECONDS.get(prompt.kind, 30)


def prompt_rows(prompt: Prompt, device: str, address: str, typed: str, yes: bool, columns: int) -> list[Row]:
    """The dialog's body. `device` is its name, `typed` what the user typed so far, `yes` which answer is marked."""
    who = f"{device} [{address}]" if address and address != device else device
    return [BLANK, *_BODIES[prompt.kind](prompt, device, who, typed, yes, columns), BLANK]


def _confirm(prompt: Prompt, device: str, who: str, _: str, yes: bool, columns: int) -> list[Row]:
    return [
        *paragraph(f"Does {device} show the same number?", "heading", columns),
        BLANK,
        *_digits(_shown(prompt), columns, "accent"),
        BLANK,
        *paragraph(who, "muted", columns),
        *paragraph(
            "Different numbers: somebody may be in the middle, or another device answers. Say no.", "muted", columns
        ),
        BLANK,
        answers(yes),
    ]


def _enter_passkey(_: Prompt, device: str, who: str, typed: str, __: bool, columns: int) -> list[Row]:
    return [
        *paragraph(f"Type the six digits that {device} shows.", "heading", columns),
        BLANK,
        *_digits(typed.ljust(6, "_"), columns, "accent"),
        BLANK,
        *paragraph(who, "muted", columns),
    ]


def _enter_pin(_: Prompt, device: str, who: str, typed: str, __: bool, columns: int) -> list[Row]:
    return [
        *paragraph(
            f"Type the PIN of {device}: 1 to 16 characters. Many devices have 0000 or 1234.", "heading", columns
        ),
        BLANK,
        row(("> ", "key"), (typed, "heading"), ("▏", "accent")),
        BLANK,
        *paragraph(who, "muted", columns),
    ]


def _show(prompt: Prompt, device: str, who: str, _: str, __: bool, columns: int) -> list[Row]:
    shown = _shown(prompt)
    number = _digits(shown, columns, "accent") if shown.isdigit() and len(shown) <= 6 else [row((shown, "accent"))]
    return [
        *paragraph(f"Type this on {device}, then press its enter key.", "heading", columns),
        BLANK,
        *number,
        BLANK,
        *_progress(prompt, len(shown), columns),
        *paragraph(who, "muted", columns),
    ]


def _authorize(_: Prompt, device: str, who: str, __: str, yes: bool, columns: int) -> list[Row]:
    text = "Nothing is compared: Just Works cannot tell this device from another one that answers in its place."
    return [
        *paragraph(f"Let {device} pair with this gateway?", "heading", columns),
        BLANK,
        *paragraph(who, "muted", columns),
        *paragraph(text, "muted", columns),
        BLANK,
        answers(yes),
    ]


def _authorize_service(prompt: Prompt, device: str, who: str, _: str, yes: bool, columns: int) -> list[Row]:
    return [
        *paragraph(
            f"Let {device} use {service_with_number(prompt.uuid) if prompt.uuid else 'a service'}?", "heading", columns
        ),
        BLANK,
        *paragraph(who, "muted", columns),
        *paragraph("A trusted device is not asked about: t in the console.", "muted", columns),
        BLANK,
        answers(yes),
    ]


_BODIES = {
    PromptKind.CONFIRM: _confirm,
    PromptKind.ENTER_PASSKEY: _enter_passkey,
    PromptKind.ENTER_PIN: _enter_pin,
    PromptKind.SHOW_PASSKEY: _show,
    PromptKind.SHOW_PIN: _show,
    PromptKind.AUTHORIZE: _authorize,
    PromptKind.AUTHORIZE_SERVICE: _authorize_service,
}


def _shown(prompt: Prompt) -> str:
    value = prompt.passkey.reveal() if prompt.passkey is not None else ""
    return f"{value:06}" if isinstance(value, int) else value


def _digits(digits: str, columns: int, role: str) -> list[Row]:
    lines = big(digits) if digits else []
    if any(width(line) > columns for line in lines):
        lines = [" ".join(digits)]
    return [row((" " * max((columns - width(line)) // 2, 0), "text"), (line, role)) for line in lines]


def _progress(prompt: Prompt, total: int, columns: int) -> list[Row]:
    if prompt.entered is None:
        return []
    done = min(prompt.entered, total)
    text = f"{' '.join('●' * done + '○' * (total - done))}   {done} of {total} digits typed on the device"
    return [row((text, "ok" if done else "muted")), BLANK]


def countdown(left: float, whole: int, columns: int) -> Row:
    """The time that is left, as a bar with its number."""
    seconds = max(int(left + 0.999), 0)
    label = f" {seconds:2} s left" if seconds else " the time is over"
    room = max(columns - width(label), 0)
    full = min(max(round(room * left / whole), 0), room)
    role = "error" if seconds <= 5 else "warning" if seconds <= 10 else "accent"
    return row(("█" * full, role), ("░" * (room - full), "muted"), (label, role))
