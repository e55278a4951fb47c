"""Everything about one step, one device, one diagnosis or the sources, as rows to read."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import IntEnum, IntFlag

from pairtui.knowledge.devices import Entry
from pairtui.pairing.attempt import Alternative, Attempt, Diagnosis, Evidence, Finding, Step
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device
from pairtui.protocol.fields import Message
from pairtui.protocol.values import Secret
from pairtui.report.investigation import experiment_lines
from pairtui.report.wording import NOT_UNDERSTOOD
from pairtui.ui.text.assigned_numbers import service_with_number
from pairtui.ui.text.badges import adapter_badges
from pairtui.ui.text.cells import wrap
from pairtui.ui.text.device_facts import class_words, company_of, transport_words
from pairtui.ui.text.rows import BLANK, Row, hanging, paragraph, row
from pairtui.ui.text.times import exact_time
from pairtui.ui.widgets.bars import source_state
from pairtui.ui.widgets.diagnosis import confidence, evidence_lines, fix_lines

_LABEL = 20
_OCTETS = 64
_DEEPEST = 3


def has_secrets(message: object) -> bool:
    """Whether a message carries a key, a passkey, or what one can be computed from."""
    return isinstance(message, Message) and any(isinstance(getattr(message, name), Secret) for name, _ in message.WIRES)


def step_rows(attempt: Attempt, step: Step, columns: int, local: bool = False, reveal: bool = False) -> list[Row]:
    """Time, record, and all of the message: fields by their raw names, octets, where it is defined.

    A `Secret` stays one unless `reveal`; the time of day is `local` or UTC.
    """
    rows = [
        *_field("time", "" if step.at is None else exact_time(step.at, local), columns),
        *_field("record", "" if step.record is None else f"#{step.record}", columns),
        *_field("direction", step.direction.value, columns),
        *_field("phase", step.phase.value, columns),
        *_field("says", step.detail, columns),
    ]
    if step.mark == "failed" and attempt.failure:
        failure = attempt.failure
        rows += _field("failure", f"{failure.code} {failure.name}, by {failure.by.value}", columns)
    if step.message is not None:
        rows += [BLANK, *message_rows(step.message, columns, reveal=reveal)]
    if isinstance(step.message, Message):
        rows += [*_field("  octets", octets_text(step.message, reveal), columns), *meaning_rows(step.message, columns)]
    return rows


def octets_text(message: Message, reveal: bool) -> str:
    """The message's octets in hexadecimal; keys among them only where they are to be seen."""
    return message.octets(reveal) or "none besides the code"


def meaning_rows(message: Message, columns: int) -> list[Row]:
    """What the message is for, and the section that defines it."""
    says, defined = message.meaning()
    return [BLANK, *paragraph(says, "text", columns), *paragraph(defined, "muted", columns)]


def message_rows(message: object, columns: int, depth: int = 0, reveal: bool = False) -> list[Row]:
    """The fields of a decoded message by their names in the code, nested ones indented."""
    indent = "  " * depth
    rows = [row((indent + type(message).__name__, "heading"))]
    if not is_dataclass(message):
        return [*rows, *_field(f"{indent}  value", value_text(message, reveal), columns)]
    for item in fields(message):
        value = getattr(message, item.name)
        if is_dataclass(value) and depth < _DEEPEST:
            rows += message_rows(value, columns, depth + 1, reveal)
        else:
            rows += _field(f"{indent}  {item.name}", value_text(value, reveal), columns)
    return rows


def value_text(value: object, reveal: bool = False) -> str:
    """A field's value as an engineer reads it: names with numbers, octets in hex, secrets only to `reveal` them."""
    match value:
        case Secret() if reveal:
            inner = value.reveal()
            # Keys are written with the most significant octet first, passkeys and PINs as they are typed.
            return inner[::-1].hex() if isinstance(inner, bytes) else f"{inner:06}" if isinstance(inner, int) else inner
        case Secret():
            return str(value)
        case IntFlag():
            names = " ".join(bit.name or "" for bit in type(value) if bit & value)
            return f"{names or 'none'} (0x{int(value):02x})"
        case IntEnum():
            return f"{value.name} (0x{int(value):02x})"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value} (0x{value:02x})" if value >= 0 else str(value)
        case bytes():
            return value[:_OCTETS].hex(" ") + (f" … {len(value)} octets" if len(value) > _OCTETS else "")
        case None:
            return "none"
    return str(value)


def _class(device: Device) -> str:
    """`barcode scanner (0x001f00)`."""
    number = device.class_of_device
    return "" if number is None else f"{class_words(device)} (0x{number:06x})"


def _company(device: Device) -> str:
    """`Omron Healthcare Co., LTD (0x020e)`."""
    number = device.manufacturer
    return "" if number is None else f"{company_of(device)} (0x{number:04x})".lstrip()


def device_rows(device: Device, columns: int, known: Entry | None = None) -> list[Row]:
    """All that BlueZ says about a device, and what the device book does."""
    facts = [word for word in ("paired", "bonded", "trusted", "blocked", "connected") if getattr(device, word)]
    rows = [
        *_field("name", device.name, columns),
        *(_known_rows(known, columns) if known else []),
        *_field("address", f"{device.address} {device.address_type}", columns),
        *_field("state", ", ".join(facts) or "not paired", columns),
        *_field("now", device.busy, columns),
        *_field("RSSI", "out of range" if device.rssi is None else f"{device.rssi} dBm", columns),
        *_field("last values", " ".join(map(str, device.history)), columns),
        *_field("pairing", "legacy: no Secure Simple Pairing" if device.legacy_pairing else "", columns),
        *_field("transport", transport_words(device), columns),
        *_field("class of device", _class(device), columns),
        *_field("icon", device.icon, columns),
        *_field("appearance", "" if device.appearance is None else f"0x{device.appearance:04x}", columns),
        *_field("model", device.modalias, columns),
        *_field("firmware", device.firmware, columns),
        *_field("company", _company(device), columns),
        *_field("services", "resolved" if device.services_resolved else "", columns),
        *_field("object", device.key, columns),
    ]
    for at, uuid in enumerate(device.uuids):
        rows += _field("UUIDs" if at == 0 else "", service_with_number(uuid), columns)
    for at, control in enumerate(device.controls):
        rows += _field("controls" if at == 0 else "", control.label, columns)
    for line in device.page.splitlines():
        rows += paragraph(line, "text", columns) if line else [BLANK]
    return rows


def _known_rows(known: Entry, columns: int) -> list[Row]:
    """What the device book says of the model, in short."""
    return [
        *_field("known as", known.title, columns),
        *_field("pairing mode", known.pairing_mode or known.without, columns),
        *_field("wants", ". ".join(text for text in (known.wants(), known.digits) if text), columns),
        *_field("more", f"pairtui book {known.id}", columns),
    ]


def diagnosis_text(attempt: Attempt, diagnosis: Diagnosis, columns: int) -> list[Row]:
    """The whole diagnosis, nothing left out."""
    rows = paragraph(diagnosis.title, "error", columns)
    rows += [BLANK, *paragraph(diagnosis.explanation, "text", columns), BLANK, row(confidence(diagnosis))]
    if attempt.failure:
        failure = attempt.failure
        text = f"{failure.code} {failure.name}, by {failure.by.value}, at {failure.step}"
        rows += _field("failure", text, columns)
    rows += _field("cause", diagnosis.cause, columns)
    rows += _field("model", diagnosis.device.title if diagnosis.device else "", columns)
    rows += [BLANK, row(("What to do", "heading"))]
    rows += [line for n, fix in enumerate(diagnosis.fixes, 1) for line in fix_lines(fix, n, columns)]
    rows += [BLANK, row(("Evidence", "heading"))]
    rows += [line for evidence in diagnosis.evidence for line in evidence_lines(evidence, columns)]
    if attempt.investigation:
        rows += [BLANK, row(("Experiments", "heading"))]
        rows += [line for text in experiment_lines(attempt.investigation) for line in paragraph(text, "text", columns)]
    return rows + [line for other in diagnosis.alternatives for line in _alternative(other, columns)]


def _alternative(other: Alternative, columns: int) -> list[Row]:
    """A runner-up: what speaks for it and against it, and what would settle it."""
    rows = [
        BLANK,
        row(("Or else: ", "heading"), confidence(other)),
        *paragraph(other.title, "warning", columns, indent=2),
    ]
    for sign, texts, role in (("+", other.supports, "text"), ("−", other.contradicts, "muted")):
        for text in texts:
            rows += hanging((f"  {sign}", role), wrap(text, columns - 4), role, 4)
    return rows + (paragraph(f"To settle it: {other.settles}", "accent", columns, indent=2) if other.settles else [])


def finding_rows(findings: Sequence[Finding], unread: Sequence[Evidence], columns: int) -> list[Row]:
    """What went wrong outside an attempt, the newest first, then the `unread` lines that speak of a failure."""
    rows: list[Row] = []
    for finding in reversed(findings):
        rows += [BLANK] if rows else []
        rows += paragraph(f"! {finding.title}", "error", columns)
        rows += paragraph(finding.explanation, "text", columns, indent=2)
        for n, fix in enumerate(finding.fixes, 1):
            rows += hanging((f" {n}", "muted"), wrap(fix.text, columns - 4), "text", 4)
        rows += [line for evidence in finding.evidence for line in evidence_lines(evidence, columns)]
        rows += _field("  code", f"{finding.code}, by {finding.by.value}" if finding.code else "", columns)
        rows += [line for other in finding.alternatives for line in _alternative(other, columns)]
    if unread:
        rows += [BLANK] if rows else []
        rows += paragraph(f"! {NOT_UNDERSTOOD}", "warning", columns)
        rows += [line for evidence in unread for line in evidence_lines(evidence, columns)]
    return rows


def source_rows(model: Model, columns: int) -> list[Row]:
    """Each source: up or down, why, and what to do about it; then how each adapter stands."""
    rows: list[Row] = []
    for status in model.sources.values():
        rows += [BLANK] if rows else []
        rows.append(row((f"{status.name:12} ", "heading"), source_state(status), (f"  {status.detail}", "muted")))
        rows += paragraph(status.why, "text", columns, indent=2)
        rows += paragraph(status.remedy, "accent", columns, indent=2)
    for adapter in model.adapters.values():
        rows += [
            BLANK,
            row((f"{adapter.key:12} ", "heading"), ("● on", "ok") if adapter.powered else ("○ off", "error")),
        ]
        for badge in adapter_badges(model, [adapter]):
            rows += paragraph(badge.says, badge.role, columns, indent=2)
    return rows or [row(("There is no source.", "muted"))]


def _field(name: str, value: str, columns: int) -> list[Row]:
    """One field, wrapped; none where there is nothing to say."""
    return hanging((name, "muted"), wrap(value, columns - _LABEL), "text", _LABEL)
