"""What a gateway is: versions, settings, clock, boot; and the `info` that it publishes of itself."""

import ctypes
import hashlib
import platform
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pairtui import __version__
from pairtui.fleet.payloads import SCHEMA, encode
from pairtui.fleet.topics import INFO, MOST_OCTETS
from pairtui.pairing.attempt import Attempt
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIMEX_OCTETS, _TIME_ERROR = 512, 5  # more than struct timex has on any architecture; adjtimex(2)
_MODALIAS = re.compile(r"(usb|bluetooth):v([0-9A-F]{4})p([0-9A-F]{4})d([0-9A-F]{4})", re.IGNORECASE)

MOST_ADAPTERS = 16


def versions(model: Model) -> dict[str, str]:
    """Kernel, BlueZ, controller, firmware, pairtui and the settings that are on; "" for what is not known.

    `controller` is the company identifier of its maker and `firmware` its LMP subversion, as `0x000F`.
    """
    around = model.around
    controller = [f"0x{number:04X}" for number in around.controller]
    return {
        "kernel": around.kernel or platform.release(),
        "bluez": around.bluez or "",
        "controller": controller[0] if controller else "",
        "firmware": controller[1] if len(controller) > 1 else "",
        "pairtui": __version__,
        "settings": " ".join(sorted(name for name, on in around.settings.items() if on)),
    }


def device_model(attempt: Attempt, device: Device | None, name_pattern: str) -> dict[str, str]:
    """What model a device is: its PnP id where that is known, else its appearance and the pattern of its name."""
    modalias = attempt.peer.modalias or (device.modalias if device else "")
    firmware = attempt.peer.firmware or (device.firmware if device else "")
    found = _MODALIAS.fullmatch(modalias or "")
    model = {"name_pattern": name_pattern} if name_pattern else {}
    if found:
        space, vendor, product, version = found.groups()
        model |= {"vendor": f"{space.lower()}:{vendor.upper()}", "product": product.upper(), "version": version.upper()}
    elif device is not None and device.appearance is not None:
        model["appearance"] = f"0x{device.appearance:04X}"
    return model | ({"firmware": firmware} if firmware else {})


def boot() -> str:
    """Which boot this is."""
    with suppress(OSError):
        return _BOOT_ID.read_text("ascii").strip()[:8]
    return ""


def clock_synced() -> bool:
    """Whether the kernel's clock is disciplined by somebody; a gateway without battery boots in 1970 (adjtimex(2))."""
    with suppress(OSError, AttributeError):
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_OCTETS))) not in (_TIME_ERROR, -1)
    return False


def info(model: Model, allow: Sequence[str]) -> tuple[bytes, str]:
    """The `info` of this gateway, and its hash, which is another whenever something in it is."""
    bonded = sum(device.has_bond for device in model.devices.values())
    message: dict[str, Any] = {
        "schema": SCHEMA,
        "versions": versions(model),
        "adapters": [
            {"key": one.key, "powered": one.powered, "pairable": one.pairable}
            for one in list(model.adapters.values())[:MOST_ADAPTERS]
        ],
        "settings": {name: int(on) for name, on in sorted(model.around.settings.items())},
        "doctor": [
            {"source": each.name, "state": each.state.value, "why": each.why[:200], "remedy": each.remedy[:200]}
            for each in model.sources.values()
        ],
        "bonds": bonded,
        "allow": list(allow),
    }
    digest = hashlib.sha256(encode(message)).hexdigest()[:16]
    body = encode({**message, "hash": digest})
    if len(body) > MOST_OCTETS[INFO]:
        body = encode({**message, "doctor": [], "settings": {}, "hash": digest})
    return body, digest
