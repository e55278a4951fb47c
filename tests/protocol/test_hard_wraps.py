"""Logs as a terminal of some width shows them: cut in mid-word at its last column, and made whole again."""

import textwrap

import pytest

from pairtui.protocol.text.hard_wraps import HEAD, HardWraps

SYSLOG = """\
Jul  1 12:00:00 gateway bluetoothd[334]: src/adapter.c:bonding_attempt_complete() bdaddr C0:11:22:33:44:55 status 0x5
Jul  1 12:00:00 gateway bluetoothd[334]: src/device.c:device_bonding_complete() bonding 0x55a0 status 0x05
Jul  1 12:00:00 gateway bluetoothd[334]: src/device.c:device_bonding_failed() status 5
Jul  1 12:00:01 gateway kernel: Bluetooth: hci0: unexpected SMP command 0x0b from C0:11:22:33:44:55
"""
ZEPHYR = """\
[00:00:07.120,000] <inf> bt_hci_core: HW Platform: Nordic Semiconductor (0x0002)
[00:00:07.480,000] <wrn> app_security: Security failed: C0:11:22:33:44:55 (random) level 1 err 4
[00:00:07.481,000] <inf> app_security: Pairing failed conn: C0:11:22:33:44:55 (random), reason 4
[00:00:07.490,000] <inf> app: Disconnected: C0:11:22:33:44:55 (random) (reason 0x13)
"""
LOGCAT = """\
07-01 12:00:00.123  1234  1290 I bt_btif : bond_state_changed: state=0 prev_state=1 sec_type=0
07-01 12:00:00.456  1234  1290 E bt_smp  : smp_proc_pairing_failed: Pairing failed, reason 0x08 from c0:11:22:33:44:55
07-01 12:00:00.789  1234  1301 D BluetoothBondStateMachine: bondStateChangeCallback: Status: 9 Device: C0:11:22:33:44:55
"""
ESP = """\
I (4210) SEC_GATTS_DEMO: connected with c0:11:22:33:44:55, the security request is sent at once
E (5120) SEC_GATTS_DEMO: pair status = fail, fail reason = 0x52, from c0:11:22:33:44:55 at the gateway
I (5130) SEC_GATTS_DEMO: disconnected, reason 0x13 by the other side, advertising is started once more
"""
DAEMON = """\
bluetoothd[334]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr C0:11:22:33:44:55 type 2 status 0x5
bluetoothd[334]: src/device.c:device_bonding_complete() bonding 0x55a0 status 0x05
bluetoothd[334]: src/adapter.c:dev_disconnected() Device C0:11:22:33:44:55 disconnected, reason 3
"""
RTT = """\
00> Connected C0:11:22:33:44:55 (random), the role of this device is the peripheral
00> Security failed: C0:11:22:33:44:55 (random) level 1 err 9, the link is closed
00> Pairing failed
"""
BTMON = """\
> HCI Event: Command Complete (0x0e) plen 4     #1 [hci0] 1.000000
      Reset (0x03|0x0003) ncmd 1
        Status: Success (0x00)
> HCI Event: Disconnect Complete (0x05) plen 4  #2 [hci0] 1.000000
        Status: Success (0x00)
> ACL Data RX: Handle 64 flags 0x02 dlen 11     #3 [hci0] 1.100000
"""
FLAT = "".join(f"{line.lstrip()}\n" for line in BTMON.splitlines())
SCAN = "".join(f"Device C0:11:22:33:44:{n:02X} is a sensor with a name\n" for n in range(20))
DUMP = "".join(f"{n:04x}  04 0e 04 01 05 10 00 00 04 0e 04 01 05 10 00\n" for n in range(0, 256, 16))
PROSE = textwrap.fill("I have a gateway which does not pair with the sensor although it has been reset twice. " * 8, 60)
MAIL = "".join(f"{textwrap.fill(line, 60, break_on_hyphens=False)}\n" for line in SYSLOG.splitlines())


def cut(text, width):
    lines = (line[at : at + width] for line in text.splitlines() for at in range(0, max(1, len(line)), width))
    return "".join(f"{line}\n" for line in lines)


def whole(text, step=None):
    wraps, step = HardWraps(), step or len(text) or 1
    fed = (wraps.feed(text[at : at + step]) for at in range(0, len(text), step))
    return "".join(fed) + wraps.feed("", final=True)


@pytest.mark.parametrize("width", [60, 80, 92])
@pytest.mark.parametrize("text", [SYSLOG, ZEPHYR, LOGCAT, ESP], ids=["syslog", "Zephyr", "logcat", "ESP-IDF"])
def test_what_a_terminal_cut_is_whole_again(text, width):
    assert whole(cut(text, width)) == text


@pytest.mark.parametrize("text", [DAEMON, RTT], ids=["bluetoothd", "RTT"])
def test_a_program_s_name_begins_a_line_as_a_time_does(text):
    assert whole(cut(text, 60)) == text


def test_a_blank_that_was_lost_at_the_last_column_comes_back():
    text = ZEPHYR.replace("HW Platform", "The platform")
    lost = "".join(f"{line.rstrip()}\n" for line in cut(text, 59).splitlines())
    assert lost != cut(text, 59)
    assert whole(lost) == text


@pytest.mark.parametrize("text", [BTMON, FLAT, SCAN, DUMP, PROSE, MAIL, SYSLOG, "", "\n", "one line"])
def test_what_no_terminal_cut_stays_as_it_is(text):
    assert whole(text) == text


def timed(text):
    return "".join(f"[2026-11-29 10:00:00.123] {line}\n" for line in text.splitlines())


def test_the_time_that_a_terminal_put_before_each_line_of_a_trace_goes():
    said = "[2026-11-29 10:00:00.123] Pairing failed\n"
    assert whole(timed(BTMON * 200) + said) == BTMON * 200 + said


@pytest.mark.parametrize(
    "text",
    [
        timed(SYSLOG),
        timed(DAEMON) + "    Status: Success (0x00)\n",
        "2026-11-29 10:00:00.123456 > ACL data: handle 64 flags 0x02 dlen 7\n    ATT: Read req (0x0a)\n" * 3,
    ],
    ids=["bluetoothd", "fields without it", "hcidump"],
)
def test_a_time_that_the_program_wrote_stays(text):
    assert whole(text) == text


@pytest.mark.parametrize("step", [1, 7, 60, 61, 1000])
@pytest.mark.parametrize("text", [SYSLOG, ZEPHYR * (HEAD // len(ZEPHYR) + 2)], ids=["short", "long"])
def test_how_it_is_fed_changes_nothing(text, step):
    assert whole(cut(text, 60), step) == text
