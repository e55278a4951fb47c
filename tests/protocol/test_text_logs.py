"""Logs that are no capture: hcidump, bluetoothd, the kernel, bluetoothctl, Zephyr and nRF, alone and mixed."""

import pytest

from pairtui.protocol.messages import att, hci, l2cap, smp
from pairtui.protocol.record import Cut, Direction, LinkPdu, LogLine, Sentence
from pairtui.protocol.text.reader import TextReader
from pairtui.protocol.text.times import days_before, last_time
from pairtui.protocol.values import Secret

HCIDUMP = """\
HCI sniffer - Bluetooth packet analyzer ver 5.50
device: hci0 snap_len: 1500 filter: 0xffffffff
> HCI Event: IO Capability Response (0x32) plen 9
    bdaddr AA:BB:CC:00:11:22 capability 0x01 oob 0x00 auth 0x00
    Capability: DisplayYesNo (OOB data not present)
    Authentication: No Bonding (No MITM Protection)
> HCI Event: User Confirmation Request (0x33) plen 10
    bdaddr AA:BB:CC:00:11:22 passkey 421373
> HCI Event: Link Key Notification (0x18) plen 23
    bdaddr AA:BB:CC:00:11:22 key 000102030405060708090A0B0C0D0E0F type 4
    Type: Unauthenticated Combination Key
> HCI Event: Encrypt Change (0x08) plen 4
    status 0x00 handle 12 encrypt 0x01
> ACL data: handle 12 flags 0x02 dlen 12
    L2CAP(s): Connect req: psm 31 scid 0x0040
< ACL data: handle 12 flags 0x00 dlen 16
    L2CAP(s): Connect rsp: dcid 0x0040 scid 0x0040 result 3 status 0
      Connection refused - security block
< ACL data: handle 64 flags 0x00 dlen 9
    ATT: Error (0x01)
      Error: Insufficient authentication (5)
      Read req (0x0a) on handle 0x0012
< ACL data: handle 64 flags 0x00 dlen 6
    SMP: Pairing Failed (0x05)
      reason 0x03
      Reason Authentication Requirements
> HCI Event: Remote Name Req Complete (0x07) plen 255
    status 0x00 bdaddr AA:BB:CC:00:11:22 name 'A phone'
> HCI Event: Disconn Complete (0x05) plen 4
    status 0x00 handle 64 reason 0x08
    Reason: Connection Timeout
"""


def read(text):
    reader = TextReader()
    return [*reader.feed(text.encode()), *reader.close()], reader


def lines(text):
    records, reader = read(text)
    return [(r.message.ident, r.message.text) for r in records if isinstance(r.message, LogLine)], reader.format


PHONE = "AA:BB:CC:00:11:22"
HCIDUMP_MESSAGES = [
    hci.IoCapabilityResponse(PHONE, 1, 0, 0),
    hci.UserConfirmationRequest(PHONE, Secret(421373)),
    hci.LinkKeyNotification(PHONE, Secret(bytes(range(16))), 4),
    hci.EncryptionChange(0, 12, 1),
    LinkPdu(12, 1, l2cap.ConnectionRequest(0, 31, 64), "bredr"),
    LinkPdu(12, 1, l2cap.ConnectionResponse(0, 64, 64, 3, 0), "bredr"),
    LinkPdu(64, 4, att.ErrorResponse(0x0A, 0x12, 5), "le"),
    LinkPdu(64, 6, smp.PairingFailed(3), "le"),
    hci.RemoteNameRequestComplete(0, PHONE, b"A phone"),
    hci.DisconnectionComplete(0, 64, 8),
]


def quoted(text):
    return "".join(f"> {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    "how", [str, quoted, lambda t: " ".join(t.split()) + "\n"], ids=["plain", "quoted", "one line"]
)
def test_hcidump(how):
    records, reader = read(how(HCIDUMP))

    assert [r.message for r in records] == HCIDUMP_MESSAGES
    assert [r.direction.value for r in records] == (["received"] * 5 + ["sent"] * 3 + ["received"] * 2)
    assert (reader.format, reader.skipped) == ("hcidump-text", 0)


def test_hcidump_writes_the_time_in_front():
    text = "2016-10-30 03:50:13.194092 < HCI Command: Disconnect (0x01|0x0006) plen 3\n    handle 12 reason 0x13\n"
    [record] = read(text)[0]

    assert record.time == days_before(2016, 10, 30) * 86400 + 3 * 3600 + 50 * 60 + 13.194092
    assert (record.message, record.direction) == (hci.Disconnect(12, 0x13), Direction.SENT)


def test_two_runs_of_hcidump_are_cut_apart():
    records, _ = read(HCIDUMP + "root@board:~# hcidump -x\n" + HCIDUMP)
    assert [r.message for r in records] == [
        *HCIDUMP_MESSAGES,
        Cut("another run of the program"),
        *HCIDUMP_MESSAGES,
    ]


def test_bluetoothd_in_syslog_journal_and_terminal():
    syslog = "Dec 18 02:24:14 host bluetoothd[334]: src/adapter.c:bonding_attempt_complete() hci0 type 0 status 0xe\n"
    journal = "2024-02-08T12:54:52+01:00 host bluetoothd[334]: device_confirm_passkey: Operation not permitted\n"
    terminal = "bluetoothd[9]: src/device.c:device_bonding_failed() status 14\n"
    naked = "src/adapter.c:pair_device_complete()  Authentication Failed (0x05)\n"
    found, form = lines(syslog + journal + terminal + naked)

    assert found == [
        ("bluetoothd", "src/adapter.c:bonding_attempt_complete() hci0 type 0 status 0xe"),
        ("bluetoothd", "device_confirm_passkey: Operation not permitted"),
        ("bluetoothd", "src/device.c:device_bonding_failed() status 14"),
        ("bluetoothd", "src/adapter.c:pair_device_complete()  Authentication Failed (0x05)"),
    ]
    assert form == "bluetoothd-log"
    assert lines(quoted(syslog + terminal))[0] == [found[0], found[2]]
    assert read(journal)[0][0].time == 1707393292.0


def test_the_kernel_log():
    text = (
        "[   12.345678] Bluetooth: hci0: Opcode 0x200d failed: -16\n"
        "May  8 20:23:01 host kernel: Bluetooth: hci0: security requested but not available\n"
        "Bluetooth: hci0: unexpected SMP command 0x0b from aa:bb:cc:00:11:22\n"
        "[   13.500000] input: Desk Keyboard as /devices/virtual/misc/uhid/0005:1234:0001.0001/input/input7\n"
        "[   13.600000] input: Power Button as /devices/platform/gpio-keys/input/input8\n"
        "Subject: [PATCH v2] Bluetooth: Fix Just-Works re-pairing\n"
    )
    found, form = lines(text)

    assert found == [
        ("kernel", "hci0: Opcode 0x200d failed: -16"),
        ("kernel", "hci0: security requested but not available"),
        ("kernel", "hci0: unexpected SMP command 0x0b from aa:bb:cc:00:11:22"),
        ("kernel", "input: Desk Keyboard as /devices/virtual/misc/uhid/0005:1234:0001.0001/input/input7"),
    ]
    assert form == "kernel-log"
    assert read(text)[0][0].time == 12.345678


def test_a_transcript_of_bluetoothctl():
    text = (
        "\x1b[0;94m[bluetooth]\x1b[0m# pair AA:BB:CC:00:11:22\r\n"
        "Attempting to pair with AA:BB:CC:00:11:22\r\n"
        "[\x1b[0;93mCHG\x1b[0m] Device AA:BB:CC:00:11:22 Connected: yes\r\n"
        "Failed to pair: org.bluez.Error.AuthenticationFailed\r\n"
    )
    assert lines(text) == (
        [
            ("bluetoothctl", "[bluetooth]# pair AA:BB:CC:00:11:22"),
            ("bluetoothctl", "Attempting to pair with AA:BB:CC:00:11:22"),
            ("bluetoothctl", "[CHG] Device AA:BB:CC:00:11:22 Connected: yes"),
            ("bluetoothctl", "Failed to pair: org.bluez.Error.AuthenticationFailed"),
        ],
        "bluetoothctl",
    )


def test_zephyr_and_nrf():
    text = (
        "[00:09:16.687,164] <inf> main: Security failed: AA:BB:CC:00:11:22 (public) level 1 err 9\n"
        "Disconnected (reason 8)\n"
        "Authentication failed with status BLE_GAP_SEC_STATUS_UNSPECIFIED\n"
    )
    records, reader = read(text)

    assert [(r.message.ident, r.message.text, r.message.priority) for r in records] == [
        ("zephyr", "main: Security failed: AA:BB:CC:00:11:22 (public) level 1 err 9", 6),
        ("log", "Disconnected (reason 8)", None),
        ("log", "Authentication failed with status BLE_GAP_SEC_STATUS_UNSPECIFIED", None),
    ]
    assert records[0].time == pytest.approx(556.687164)
    assert reader.format == "zephyr-log"


def test_a_kernel_line_between_btmon_entries():
    text = (
        "> HCI Event: Encryption Change (0x08) plen 4\n        Status: Success (0x00)\n        Handle: 256\n"
        "        Encryption: Enabled with E0 (0x01)\n"
        "[May 8 20:23] Bluetooth: hci0: Invalid security: expect AES but E0 was used\n"
        "< HCI Command: Disconnect (0x01|0x0006) plen 3\n        Handle: 256\n"
        "        Reason: Authentication Failure (0x05)\n"
    )
    records, reader = read(text)

    assert [r.message for r in records] == [
        hci.EncryptionChange(0, 256, 1),
        LogLine("kernel", "hci0: Invalid security: expect AES but E0 was used"),
        hci.Disconnect(256, 5),
    ]
    assert reader.format == "btmon-text"


@pytest.mark.parametrize(
    "prose",
    [
        "",
        "> Hi Alan, > > On Thu, Dec 11, you wrote: >> The LE Start Encryption command fails with PIN or Key Missing.",
        "The log shows an HCI Event: Disconnect Complete with reason 0x13, then SMP: Pairing Failed.",
        "x = bluetooth: a new standard\n-- \nPairing works again after the update. Security first!\n",
        "int main(void) { return a = b: c; } /* = Note the colon */",
    ],
)
def test_prose_has_no_records(prose):
    records, reader = read(prose)
    assert all(isinstance(record.message, Sentence) for record in records)
    assert (reader.records, reader.format) == (reader.sentences, "text")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01 00:00:00.000000", 0.0),
        ("2000-03-01 00:00:01.500000", 951868801.5),
        ("2024-02-29T12:00:00Z", 1709208000.0),
        ("2024-02-29T12:00:00+05:30", 1709188200.0),
        ("Jan  1 00:00:10", 10.0),
        ("Mar 01 00:00:00", 60 * 86400.0),
        ("18:21:12.164347", 66072.164347),
        ("no time", None),
    ],
)
def test_times(text, seconds):
    assert last_time(text) == seconds


def test_blanks_that_do_not_break_are_blanks():
    plain = "> HCI Event: Encryption Change (0x08) plen 4   #1 [hci0] 1.000000\n        Status: Success (0x00)\n"
    assert [r.message for r in read(plain.replace(" ", "\xa0"))[0]] == [r.message for r in read(plain)[0]]


def test_programs_that_call_bluez():
    found, form = lines(
        "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled\n"
        "Pairing with AA:BB:CC:00:11:22 (LE Random) failed. status 0x05 (Authentication Failed)\n"
        "hci0 AA:BB:CC:00:11:22 auth failed with status 0x05 (Authentication Failed)\n"
        "        Status: Authentication Failed (0x05)\n"
    )
    assert found == [
        ("log", "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled"),
        ("btmgmt", "Pairing with AA:BB:CC:00:11:22 (LE Random) failed. status 0x05 (Authentication Failed)"),
        ("btmgmt", "hci0 AA:BB:CC:00:11:22 auth failed with status 0x05 (Authentication Failed)"),
    ]
    assert form == "bluetoothctl"


def test_zephyr_with_counted_ticks_or_only_the_name_of_its_module():
    found, form = lines(
        "[01152555] <err> bt_smp: reason 0x8\n"
        "00> [00:01:31.919] <err> bt_smp: pairing failed (peer reason 0xc)\n"
        "bt_smp: pairing failed (peer reason 0x3)\n"
        "E: pairing failed (peer reason 0x5)\n"
        "zmk: Security failed: ... err 4\n"
        "I think pairing failed here\n"
    )
    assert found == [
        ("zephyr", "bt_smp: reason 0x8"),
        ("zephyr", "bt_smp: pairing failed (peer reason 0xc)"),
        ("log", "bt_smp: pairing failed (peer reason 0x3)"),
        ("log", "E: pairing failed (peer reason 0x5)"),
        ("log", "zmk: Security failed: ... err 4"),
    ]
    assert form == "zephyr-log"


def test_a_pdu_quoted_without_its_packet():
    text = "It ends so:\n> SMP: Pairing Failed (0x05) len 1\n>   Reason: Unspecified reason (0x08)\n"
    [record] = read(text)[0]
    assert (record.message, record.direction) == (LinkPdu(None, 6, smp.PairingFailed(8), "le"), Direction.HOST)
    found = read("the line SMP: Pairing Failed (0x05) len 1\n  Reason: Unspecified reason (0x08)\n")[0]
    assert not any(isinstance(record.message, LinkPdu) for record in found)


TRANSCRIPT = """\
[bluetooth]# pair AA:BB:CC:00:11:22
Attempting to pair with AA:BB:CC:00:11:22
[CHG] Device AA:BB:CC:00:11:22 Connected: yes
Failed to pair: org.bluez.Error.AuthenticationFailed
"""


@pytest.mark.parametrize(
    "mangled",
    [
        " > > > ".join(
            TRANSCRIPT.replace("pair with", "pair with > > >").replace("pair: ", "pair: > > > ").splitlines()
        ),
        quoted(TRANSCRIPT.replace("pair with ", "pair with\n").replace("pair: ", "pair:\n")),
    ],
    ids=["one line", "wrapped and quoted"],
)
def test_a_transcript_that_a_mail_lost_the_line_ends_of(mangled):
    found = [text.split(" >")[0] for _, text in lines(mangled)[0]]
    assert found == TRANSCRIPT.splitlines()


def test_a_line_quoted_in_a_sentence_ends_with_its_backtick_and_what_follows_is_read():
    text = (
        "In the log is `src/device.c:new_auth() No agent available for request type 2`. Then `hcitool` said no,\n"
        "and `bluetoothd[12]: src/device.c:device_bonding_failed() status 14` came later.\n"
    )
    assert lines(text)[0] == [
        ("bluetoothd", "src/device.c:new_auth() No agent available for request type 2"),
        ("bluetoothd", "src/device.c:device_bonding_failed() status 14"),
    ]


@pytest.mark.parametrize("name", ["Encryption Change", "Auth Complete"])
def test_an_event_without_an_end_is_a_line_and_takes_no_longer_than_another_line(name):
    assert lines(name + " \n" * 60_000)[0] == [("log", name)]
