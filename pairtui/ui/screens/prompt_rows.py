"""What a prompt of BlueZ's agent says: who types or compares what, on which device."""

from pairtui.pairing.events import PromptKind
from pairtui.pairing.state import Prompt
from pairtui.protocol.immutable import immutable
from pairtui.ui.screens.question import answers
from pairtui.ui.text.assigned_numbers import service_with_number
from pairtui.ui.text.big_digits import big
from pairtui.ui.text.cells import width
from pairtui.ui.text.rows import BLANK, Row, paragraph, row

YES_NO = (PromptKind.CONFIRM, PromptKind.AUTHORIZE, PromptKind.AUTHORIZE_SERVICE)
SHOWN = (PromptKind.SHOW_PASSKEY, PromptKind.SHOW_PIN)


@immutable()
class _Wording:
    """What a kind of prompt is called, what it asks, what stands under it; `seconds` as the SMP timer's."""

    title: str
    asks: str
    note: str = ""
    seconds: int = 30


_SHOW = "Type this on {device}, then press its enter key."
_WORDINGS = {
    PromptKind.CONFIRM: _Wording(
        "Numeric Comparison: compare the numbers",
        "Does {device} show the same number?",
        "Different numbers: somebody may be in the middle, or another device answers. Say no.",
    ),
    PromptKind.ENTER_PASSKEY: _Wording(
        "Passkey Entry: type what the device shows", "Type the six digits that {device} shows."
    ),
    PromptKind.ENTER_PIN: _Wording(
        "PIN: type the device's PIN",
        "Type the PIN of {device}: 1 to 16 characters. Many devices have 0000 or 1234.",
        seconds=60,
    ),
    PromptKind.SHOW_PASSKEY: _Wording("Passkey Entry: type this on the device", _SHOW),
    PromptKind.SHOW_PIN: _Wording("PIN: type this on the device", _SHOW, seconds=60),
    PromptKind.AUTHORIZE: _Wording(
        "A device wants to pair",
        "Let {device} pair with this gateway?",
        "Nothing is compared: Just Works cannot tell this device from another one that answers in its place.",
    ),
    PromptKind.AUTHORIZE_SERVICE: _Wording(
        "A device wants to use a service",
        "Let {device} use {service}?",
        "A trusted device is not asked about: t in the console.",
        seconds=60,
    ),
}


def title(prompt: Prompt) -> str:
    """What is asked, in a few words."""
    return _WORDINGS[prompt.kind].title


def limit(prompt: Prompt) -> int:
    """How many seconds there are to answer."""
    return _WORDINGS[prompt.kind].seconds


def prompt_rows(prompt: Prompt, device: str, address: str, typed: str, yes: bool, columns: int) -> list[Row]:
    """The dialog's body. `device` is its name, `typed` what the user typed so far, `yes` which answer is marked."""
    who = f"{device} [{address}]" if address and address != device else device
    wording, middle = _WORDINGS[prompt.kind], _middle(prompt, typed, columns)
    asks = wording.asks.format(device=device, service=service_with_number(prompt.uuid) if prompt.uuid else "a service")
    return [
        BLANK,
        *paragraph(asks, "heading", columns),
        BLANK,
        *([*middle, BLANK] if middle else []),
        *(_progress(prompt, len(_shown(prompt))) if prompt.kind in SHOWN else []),
        *paragraph(who, "muted", columns),
        *(paragraph(wording.note, "muted", columns) if wording.note else []),
        *([BLANK, answers(yes)] if prompt.kind in YES_NO else []),
        BLANK,
    ]


def _middle(prompt: Prompt, typed: str, columns: int) -> list[Row]:
    """The number or the PIN, as shown here or typed so far."""
    shown = _shown(prompt)
    match prompt.kind:
        case PromptKind.CONFIRM:
            return _digits(shown, columns)
        case PromptKind.ENTER_PASSKEY:
            return _digits(typed.ljust(6, "_"), columns)
        case PromptKind.ENTER_PIN:
            return [row(("> ", "key"), (typed, "heading"), ("▏", "accent"))]
        case PromptKind.SHOW_PASSKEY | PromptKind.SHOW_PIN:
            return _digits(shown, columns) if shown.isdigit() and len(shown) <= 6 else [row((shown, "accent"))]
    return []


def _shown(prompt: Prompt) -> str:
    value = prompt.passkey.reveal() if prompt.passkey is not None else ""
    return f"{value:06}" if isinstance(value, int) else value


def _digits(digits: str, columns: int) -> list[Row]:
    lines = big(digits) if digits else []
    if any(width(line) > columns for line in lines):
        lines = [" ".join(digits)]
    return [row((" " * max((columns - width(line)) // 2, 0), "text"), (line, "accent")) for line in lines]


def _progress(prompt: Prompt, total: int) -> list[Row]:
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
