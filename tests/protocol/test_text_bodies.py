"""Fields of a body: numbers count, words where there are none, hcidump's and btmon's spelling."""

import pytest

from pairtui.protocol.messages import att, hci, l2cap, mgmt, smp
from pairtui.protocol.record import LinkPdu, MgmtPdu
from pairtui.protocol.text import hci_bodies, link_bodies, mgmt_bodies, words
from pairtui.protocol.text.body import Body, Lost
from pairtui.protocol.text.reader import TextReader
from pairtui.protocol.values import Secret, Unknown


def read(text):
    reader = TextReader()
    return [r.message for r in [*reader.feed(text.encode()), *reader.close()]]


def pdus(text):
    return [m.pdu if isinstance(m, LinkPdu | MgmtPdu) else m for m in read(text)]


def test_every_message_of_the_binary_decoder_has_a_text_form():
    assert set(hci_bodies.COMMANDS) == set(hci.commands.by_code)
    assert set(hci_bodies.EVENTS) == set(hci.events.by_code)
    assert set(hci_bodies.LE_EVENTS) == set(hci.le_events.by_code)
    assert set(mgmt_bodies.COMMANDS) == set(mgmt.commands.by_code)
    assert set(mgmt_bodies.EVENTS) == set(mgmt.events.by_code) - {mgmt.DeviceFound.CODE}
    assert set(link_bodies.SMP) == set(smp.smp.by_code)
    assert set(link_bodies.ATT) == set(att.att.by_code)
    assert set(link_bodies.SIGNALLING) == set(l2cap.signalling.by_code)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("        Status: Success (0x00)\n", 0),
        ("        Status: PIN or Key Missing (0x06)\n", 6),
        ("Status: PIN or Key Missing\nHandle: 16 Encryption: Disabled (0x00)", 6),
        ("> Status: Connection Rejected due to\n> Security Reasons (0x0e)\n", 0x0E),
        ("    status 0x08 handle 71\n", 8),
        ("Status: Authentication Failure (0x06)", 6),
    ],
)
def test_a_status_is_its_number_whatever_the_words(text, number):
    assert Body(text).code("Status", "status", words.HCI_STATUS) == number


def test_a_missing_field_is_lost():
    with pytest.raises(Lost, match="Reason"):
        Body("Handle: 5").code("Reason")


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("No bonding - No MITM", 0x00),
        ("Bonding - MITM", 0x05),
        ("Bonding, No MITM, SC, No Keypresses", 0x09),
        ("Bonding, MITM, SC, Keypresses, CT2", 0x3D),
        ("No bonding, No MITM, Legacy, No Keypresses", 0x00),
    ],
)
def test_authentication_requirements_in_words(text, bits):
    assert words.auth_req(text) == bits


def test_a_name_cut_with_dots_counts_where_one_is_possible():
    assert words.named("Encryption Ch..", words.EVENTS) == 0x08
    assert words.named("User Conf...", words.EVENTS) == 0x33
    assert words.named("Link Key ..", words.EVENTS) is None
    assert words.named("Link Key Request", words.EVENTS) == 0x17


HEADER = "< ACL Data TX: Handle 64 flags 0x00 dlen 11   [hci0] 1.000000\n"


def test_pairing_requests_of_every_generation():
    old = HEADER + (
        "      SMP: Pairing Request (0x01) len 6\n        IO capability: KeyboardDisplay (0x04)\n"
        "        OOB data: Authentication data not present (0x00)\n"
        "        Authentication requirement: Bonding - MITM (0x2d)\n        Max encryption key size: 16\n"
        "        Initiator key distribution: 0x0d\n        Responder key distribution: <none> (0x08)\n"
    )
    worded = HEADER + (
        "      SMP: Pairing Request (0x01) len 6\n        IO capability: KeyboardDisplay\n"
        "        Authentication requirement: Bonding, MITM, SC, No Keypresses, CT2\n"
        "        Initiator key distribution: EncKey Sign LinkKey\n        Responder key distribution: LinkKey\n"
    )
    dumped = (
        "2016-10-30 03:50:13.194092 < ACL data: handle 64 flags 0x00 dlen 11\n    SMP: Pairing Request (0x01)\n"
        "      capability 0x04 oob 0x00 auth req 0x2d\n      max key size 0x10 init key dist 0x0d resp key dist 0x08\n"
        "      Capability: KeyboardDisplay (OOB data not present)\n      Authentication: Bonding (MITM Protection)\n"
    )
    request = smp.PairingRequest(
        smp.IoCapability.KEYBOARD_DISPLAY, 0, smp.AuthReq(0x2D), 16, smp.KeyDist(0x0D), smp.KeyDist(0x08)
    )
    for text in (old, worded, dumped):
        assert read(text) == [LinkPdu(64, 6, request, "le")], text


KEY = bytes(range(16))


@pytest.mark.parametrize(
    ("body", "pdu"),
    [
        (f"Pairing Confirm (0x03) len 16\n  Confim value: {KEY.hex()}", smp.PairingConfirm(Secret(KEY))),
        (f"Pairing Confirm (0x03) len 16\n  Confirm value[16]: {KEY.hex()}", smp.PairingConfirm(Secret(KEY))),
        (
            f"Pairing Random (0x04) len 16\n  Random value[16]:\n  {KEY.hex(' ')}  ab cd ef 12 34 56",
            smp.PairingRandom(Secret(KEY)),
        ),
        ("Pairing Random (0x04) len 16\n", smp.PairingRandom(Secret(b""))),
        (
            "Master Identification (0x07) len 10\n  EDIV: 0x5256\n  Rand: 0xa38007f54be58be6",
            smp.CentralIdentification(0x5256, 0xA38007F54BE58BE6),
        ),
        ("Pairing Failed (0x05) len 1\n  Reason: Reserved (0x0f)", smp.PairingFailed(0x0F)),
        ("Pairing Failed (0x05) len 1\n  Reason: Confirm value failed", smp.PairingFailed(4)),
        ("Unknown (0x0f) len 2\n  01 02  ..", Unknown("smp", 0x0F, b"\x01\x02")),
        ("Unknown (0x0b) len 1\n  0d  .", smp.SecurityRequest(smp.AuthReq(0x0D))),
        (
            "Identity Address Information (0x09) len 7\n  Address: C0:11:22:33:44:55 (Static)",
            smp.IdentityAddressInformation(1, "C0:11:22:33:44:55"),
        ),
        (
            "Pairing Keypress Notification (0x0e) len 1\n  Type: Passkey digit entered (0x01)",
            smp.KeypressNotification(1),
        ),
    ],
)
def test_smp_pdus(body, pdu):
    assert pdus(HEADER + "      SMP: " + body + "\n") == [pdu]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Device Connected: AA:BB:CC:00:11:22 (1) flags 0x0000", mgmt.DeviceConnected("AA:BB:CC:00:11:22", 1, 0)),
        ("Device Disconnected: AA:BB:CC:00:11:22 (2) reason 3", mgmt.DeviceDisconnected("AA:BB:CC:00:11:22", 2, 3)),
        (
            "Authentication Failed: AA:BB:CC:00:11:22 (1) status 0x05",
            mgmt.AuthenticationFailed("AA:BB:CC:00:11:22", 1, 5),
        ),
        ("Connect Failed: AA:BB:CC:00:11:22 (0) status 0x08", mgmt.ConnectFailed("AA:BB:CC:00:11:22", 0, 8)),
        (
            "User Confirmation Request: AA:BB:CC:00:11:22 (1) hint 1 value 123456",
            mgmt.UserConfirmationRequest("AA:BB:CC:00:11:22", 1, 1, Secret(123456)),
        ),
        (
            "Passkey Notify: AA:BB:CC:00:11:22 (1) passkey 012345 entered 2",
            mgmt.PasskeyNotify("AA:BB:CC:00:11:22", 1, Secret(12345), 2),
        ),
        (
            "New Long Term Key: AA:BB:CC:00:11:22 (1) SC (Authenticated) 0x03",
            mgmt.NewLongTermKey(1, "AA:BB:CC:00:11:22", 1, 3, 0, 16, 0, 0, Secret(b"")),
        ),
        (
            "New Long Term Key: AA:BB:CC:00:11:22 (1) Master",
            mgmt.NewLongTermKey(1, "AA:BB:CC:00:11:22", 1, 0, 1, 16, 0, 0, Secret(b"")),
        ),
        (
            "New Link Key: AA:BB:CC:00:11:22 (0) Unauthenticated Combination key from P-192 (4)",
            mgmt.NewLinkKey(1, "AA:BB:CC:00:11:22", 0, 4, Secret(b""), 0),
        ),
        ("New Settings: 0x0ad1", mgmt.NewSettings(0x0AD1)),
    ],
)
def test_one_line_events_of_old_btmon(line, message):
    assert read(f"@ {line}\n") == [MgmtPdu(None, message)]
    assert read(f"Hi all, > here it is: @ {line} > HCI Event: Inquiry Complete (0x01) plen 1") == [
        MgmtPdu(None, message)
    ]


def test_commands_that_ended():
    text = (
        "> HCI Event: Command Complete (0x0e) plen 7    #31 [hci0] 5.872524\n"
        "      Read Encryption Key Size (0x05|0x0008) ncmd 1\n        Status: Success (0x00)\n        Handle: 256\n"
        "        Key size: 3\n"
        "> HCI Event: Command Status (0x0f) plen 4\n      LE Start Encryption (0x08|0x0019) ncmd 2\n"
        "        Status: Command Disallowed (0x0c)\n"
        "@ MGMT Event: Command Complete (0x0001) plen 10   {0x0001} [hci0] 39.891575\n"
        "      Pair Device (0x0019) plen 7\n        Status: Timeout (0x08)\n"
        "> HCI Event: Command Complete (0x0e) plen 4\n      Write Scan Enable (0x03|0x001a) ncmd 1\n"
        "        Status: Success (0x00)\n"
    )
    assert read(text) == [
        hci.CommandComplete(1, 0x1408, bytes([0, 0x00, 0x01, 3])),
        hci.CommandStatus(0x0C, 2, 0x2019),
        MgmtPdu(1, mgmt.CommandComplete(0x0019, 8, b"")),
    ]


def test_the_number_in_the_header_counts_not_the_name():
    text = (
        "< HCI Command: User Confirmation R.. (0x01|0x002d) plen 6  #9 [hci0] 1.000000\n  Address: AA:BB:CC:00:11:22\n"
    )
    assert read(text) == [hci.UserConfirmationRequestNegativeReply("AA:BB:CC:00:11:22")]


def test_refused_channels():
    text = HEADER + (
        "      L2CAP: Connection Response (0x03) ident 4 len 8\n        Destination CID: 0\n        Source CID: 65\n"
        "        Result: Connection refused - security block (0x0003)\n"
        "        Status: No further information available (0x0000)\n"
    )
    le = HEADER + (
        "      LE L2CAP: LE Connection Response (0x15) ident 3 len 10\n        Destination CID: 0\n        MTU: 0\n"
        "        MPS: 0\n        Credits: 0\n        Result: Connection refused - insufficient encryption (0x0008)\n"
    )
    assert read(text) == [LinkPdu(64, 1, l2cap.ConnectionResponse(4, 0, 65, 3, 0), "bredr")]
    assert read(le) == [LinkPdu(64, 5, l2cap.LeCreditBasedConnectionResponse(3, 0, 0, 0, 0, 8), "le")]


def test_octets_that_btmon_had_no_layout_for():
    text = (
        "> HCI Event: Unknown (0x59) plen 5    #7 [hci0] 2.000000\n        00 40 00 01 10                  .@...\n"
        "> HCI Event: LE Meta Event (0x3e) plen 13    [hci0] 2.543437\n      Unknown (0x05)\n"
        "        40 00 01 02 03 04 05 06 07 08 34 12              @.........4.\n"
    )
    assert read(text) == [
        hci.EncryptionChangeV2(0, 0x40, 1, 16),
        hci.LeLongTermKeyRequest(0x40, 0x0807060504030201, 0x1234),
    ]
