"""The checks before a pairing over BR/EDR."""

from pairtui.pairing.model import Model
from pairtui.pairing.named_fix import fix_named
from pairtui.pairing.prediction.check import Check, Rule, Severity
from pairtui.pairing.prediction.inputs import capability_of, configured, peer_of, secure_connections_of, setting_of
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.io_capability import IoCapability

_OK, _WARNING, _BLOCKER, _UNKNOWN = Severity.OK, Severity.WARNING, Severity.BLOCKER, Severity.UNKNOWN


def _transport(model: Model, adapter: Adapter, device: Device | None) -> Check:
    on = setting_of(model, adapter, "bredr")
    if on is None:
        return Check("br/edr", _UNKNOWN, "Whether BR/EDR is on only MGMT or btmon can say.")
    if on:
        return Check("br/edr", _OK, "BR/EDR is on.")
    text = "BR/EDR is off, or the controller has none: no BR/EDR device can be found or paired."
    return Check("br/edr", _BLOCKER, text, fix_named("switch-bredr-on"))


def _controller_mode(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    line = configured(model, "ControllerMode")
    if line is None or line.problem or line.value != "le":
        return None
    text = f"main.conf says ControllerMode = le: {line.effect}."
    return Check("controller mode", _BLOCKER, text, fix_named("controller-mode-dual"))


def _simple_pairing(model: Model, adapter: Adapter, device: Device | None) -> Check:
    on = setting_of(model, adapter, "ssp")
    if on is None:
        text = "Whether Secure Simple Pairing is on only MGMT or btmon can say; bluetoothd switches it on."
        return Check("ssp", _UNKNOWN, text)
    if on:
        return Check("ssp", _OK, "Secure Simple Pairing is on.")
    text = "Secure Simple Pairing is off: every BR/EDR device pairs with a PIN, for level 2."
    return Check("ssp", _WARNING, text, fix_named("switch-ssp-on"))


def _secure_connections(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    mode = secure_connections_of(model, adapter)
    if device is None or mode is None:
        return None
    if mode != 2:
        return Check("sc-only", _OK, "Devices without Secure Connections are accepted.")
    peer = peer_of(model, device, "bredr")
    if peer.secure_connections:
        return Check("sc-only", _OK, "Only Secure Connections is accepted, and the device has it.")
    fix = fix_named("accept-without-sc")
    without = peer.secure_connections is False or peer.ssp is False
    text = (
        "The device has no Secure Connections: this gateway ends the link once it is encrypted."
        if without
        else "Of a device without Secure Connections the link would be ended once it is encrypted."
    )
    return Check("sc-only", _BLOCKER if without else _WARNING, text, fix)


def _capability(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    if device is None or (device.required or 0) < 3 or capability_of(model) != IoCapability.NO_INPUT_NO_OUTPUT.label:
        return None
    text = f"Level {device.required} is required, and this gateway offers NoInputNoOutput: no key reaches it."
    return Check("capability", _BLOCKER, text, fix_named("offer-keyboard-display"))


def _connectable(model: Model, adapter: Adapter, device: Device | None) -> Check | None:
    """Page scan is on for bonded devices, else only while the adapter is connectable (kernel hci_sync.c)."""
    if setting_of(model, adapter, "connectable") != 0 or (device is not None and device.paired):
        return None
    text = "Not connectable: a device that pairs by itself, from its own menu, does not reach this gateway."
    return Check("connectable", Severity.NOTE, text, fix_named("make-visible"))


RULES: tuple[Rule, ...] = (
    _transport, _controller_mode, _simple_pairing, _secure_connections, _capability, _connectable,
)  # fmt: skip
