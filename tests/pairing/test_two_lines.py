"""What every two lines of BlueZ's daemon and programs come to, in `two_lines.txt`."""

from pathlib import Path

from pairtui.pairing.events import Traced
from pairtui.pairing.model import Model
from pairtui.protocol.record import Direction, LogLine
from tests.pairing.every_two import compared, shown

A, B = "C0:11:22:33:44:55", "00:66:77:88:99:AA"
LINES = {
    "pairs": ("bluetoothctl", f"Attempting to pair with {A}"),
    "pairs by name": ("bluetoothctl", "Attempting to pair with Scale"),
    "connects": ("bluetoothctl", f"Attempting to connect to {A}"),
    "connected": ("bluetoothctl", f"[CHG] Device {A} Connected: yes"),
    "gone": ("bluetoothctl", f"[CHG] Device {A} Connected: no"),
    "another gone": ("bluetoothctl", f"[CHG] Device {B} Connected: no"),
    "signal": ("bluetoothctl", "[SIGNAL] org.bluez.Device1.Disconnected"),
    "new": ("bluetoothctl", f"[NEW] Device {A} Scale"),
    "asks": ("bluetoothctl", "[agent] Confirm passkey 123456 (yes/no): yes"),
    "is asked": ("bluetoothctl", "Request confirmation"),
    "may use": ("bluetoothctl", "[agent] Authorize service 0000110b (yes/no): yes"),
    "fails": ("bluetoothctl", "Failed to pair: org.bluez.Error.AuthenticationFailed"),
    "is said to fail": ("bluetoothctl", "Failed to pair: org.bluez.Error.AuthenticationCanceled"),
    "not connected": ("bluetoothctl", "Failed to connect: org.bluez.Error.Failed le-connection-abort-by-local"),
    "not ready": ("bluetoothctl", "Failed to connect: org.bluez.Error.NotReady"),
    "an error": ("bluetoothctl", "org.bluez.Error.AuthenticationRejected"),
    "no authentication": ("btmgmt", f"hci0 {A} auth failed with status 0x05 (Authentication Failed)"),
    "not paired": ("btmgmt", f"Pairing with {B} (BR/EDR) failed. status 0x08 (Timeout)"),
    "unreached": ("btmgmt", f"hci0 {A} type LE Random connect failed (status 0x04, Connect Failed)"),
    "somebody unreached": ("bluetoothctl", "hci0 XX:XX type BR/EDR connect failed (status 0x03, Failed)"),
    "refused": ("btmgmt", "Pair Device (0x0019) failed: Busy (0x0a)"),
    "nothing to cancel": ("btmgmt", "Cancel Pair Device (0x001a) failed: Invalid Parameters (0x0d)"),
    "paired": ("bluetoothctl", "Pairing successful"),
    "is paired": ("bluetoothctl", f"[CHG] Device {A} Paired: yes"),
    "another is paired": ("btmgmt", f"Paired with {B} (BR/EDR)"),
    "daemon begins": ("bluetoothd", f"src/adapter.c:adapter_bonding_attempt() hci0 bdaddr {A} type 2 io_cap 0x01"),
    "daemon fails": ("bluetoothd", f"src/adapter.c:bonding_attempt_complete() hci0 bdaddr {A} type 2 status 0x5"),
    "daemon paired": ("bluetoothd", f"src/adapter.c:bonding_attempt_complete() hci0 bdaddr {A} type 2 status 0x0"),
    "daemon has no link": ("bluetoothd", f"bonding_attempt_complete() hci0 bdaddr {B} type 0 status 0x4"),
    "daemon lost it": ("bluetoothd", f"bonding_attempt_complete() hci0 bdaddr {A} type 2 status 0xe"),
    "daemon asks": ("bluetoothd", f"src/adapter.c:user_confirm_request_callback() hci0 {A} confirm_hint 0"),
    "daemon answers": ("bluetoothd", f"src/adapter.c:confirm_reply() hci0 addr {B} success 1"),
    "daemon says no": ("bluetoothd", "btd_adapter_confirm_reply() Confirmation negative reply"),
    "daemon has a key": ("bluetoothd", f"new_long_term_key_callback() hci0 new LTK for {A} type 4 enc_size 16"),
    "daemon is not connected": ("bluetoothd", f"src/adapter.c:connect_failed_callback() hci0 {B} status 4"),
    "daemon completes": ("bluetoothd", "pair_device_complete() Authentication Failed (0x05)"),
    "daemon ends": ("bluetoothd", "device_bonding_complete() bonding 0x5581 status 0x0e"),
    "hcid asks": ("bluetoothd", f"pin_code_request (sba={B}, dba={A})"),
    "hcid asks somebody": ("bluetoothd", f"io_capa_request (sba={B}, dba="),
    "hcid has a key": ("bluetoothd", f"link_key_notify (sba={B}, dba={A})"),
    "hcid has somebody's": ("bluetoothd", f"link_key_notify (sba={B}, dba="),
    "silent": ("bluetoothd", f"dev_disconnected() Device {A} disconnected, reason 1"),
    "bonding failed": ("bluetoothd", "device_bonding_failed() status 14"),
    "crashed": ("kernel", "Bluetooth: hci0: hardware error 0x10"),
    "a failure": ("bluetoothd", "Something failed with error 17"),
}
FIRSTS = (
    "pairs", "connects", "connected", "new", "fails", "is said to fail", "not connected", "no authentication", "paired",
    "is paired", "another is paired", "daemon begins", "daemon fails", "daemon asks", "daemon is not connected",
    "hcid asks", "silent",
)  # fmt: skip
SOON, LATE = 0.5, 4.0
OVER = ("fails", "not connected", "daemon fails")
"""After these it matters whether the next line comes soon."""


def after(names, seconds):
    model, at = Model(), 100.0
    for record, name in enumerate(names, 1):
        message = LogLine(*LINES[name], quoted=name.startswith("is said"))
        model.apply(Traced(at=at, message=message, direction=Direction.HOST, record=record))
        at += seconds
    model.finish()
    return [*shown(model)]


def come_to(names):
    soon = after(names, SOON)
    late = after(names, LATE) if len(names) > 1 and names[0] in OVER else soon
    return soon + [f"later {part}" for part in late if part not in soon]


test_what_two_lines_come_to = compared(Path(__file__).with_name("two_lines.txt"), FIRSTS, LINES, come_to)
