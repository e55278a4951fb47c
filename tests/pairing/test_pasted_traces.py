"""Traces of btmon as people paste them: cut, masked, without their beginning."""

from tests.pairing.pasted import HEADSET, KEYBOARD, read, verdicts

TRACE = f"""\
@ MGMT Command: Pair Device (0x0019) plen 8                {{0x0001}} [hci0] 2.158407
        LE Address: {KEYBOARD} (Static)
        Capability: KeyboardDisplay (0x04)
@ MGMT Event: Device Connected (0x000b) plen 32            {{0x0001}} [hci0] 2.409261
        LE Address: {KEYBOARD} (Static)
        Flags: 0x00000008
        Data length: 0
< ACL Data TX: Handle 3585 flags 0x00 dlen 11                  #11 [hci0] 2.483100
      SMP: Pairing Request (0x01) len 6
        IO capability: KeyboardDisplay (0x04)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, MITM, SC, No Keypresses, CT2 (0x2d)
        Max encryption key size: 16
        Initiator key distribution: EncKey Sign LinkKey (0x0d)
        Responder key distribution: EncKey IdKey Sign LinkKey (0x0f)
> ACL Data RX: Handle 3585 flags 0x02 dlen 6                   #13 [hci0] 2.758000
      SMP: Pairing Failed (0x05) len 1
        Reason: Pairing not supported (0x05)
@ MGMT Event: Command Complete (0x0001) plen 10            {{0x0001}} [hci0] 2.758100
      Pair Device (0x0019) plen 7
        Status: Authentication Failed (0x05)
        LE Address: {KEYBOARD} (Static)
"""


def test_a_link_that_was_cut_out_of_the_trace_is_that_of_the_device_that_is_connected():
    model = read(TRACE)
    (attempt,) = model.attempts.values()
    assert (attempt.peer.address, attempt.peer.address_type, attempt.role) == (KEYBOARD, "random", "initiator")
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("smp:0x05", "peer-not-in-pairing-mode")


def test_the_transcript_above_the_trace_tells_of_the_same_attempt():
    model = read(
        f"Attempting to pair with {KEYBOARD}\nFailed to pair: org.bluez.Error.AuthenticationFailed\n\nbtmon says:\n\n"
        + TRACE
    )
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x05", "peer")
    chain = next(e.text for e in attempt.diagnosis.evidence if "⇠" in e.text)
    assert "D-Bus AuthenticationFailed ⇠ MGMT 0x05 Authentication Failed ⇠ smp:0x05" in chain


def test_two_lines_of_a_trace_quoted_alone():
    text = (
        "It gets to the random values and then dies with:\n\n```\nSMP: Pairing Failed (0x05) len 1\n  Reason: {}\n```\n"
    )
    model = read(text.format("Numeric comparison failed (0x0c)"))
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.failure.step) == ("smp:0x0c", "unknown", "authentication")
    model = read(text.format("Unspecified reason (0x08)"))
    (attempt,) = model.attempts.values()
    assert (attempt.failure.code, attempt.diagnosis.cause) == ("smp:0x08", "unknown")


def test_a_refusal_whose_request_the_log_does_not_show_is_not_explained_by_it():
    (attempt,) = read(
        "> ACL Data RX: Handle 0 flags 0x02 dlen 6   #5 [hci0] 1.000000\n"
        "      SMP: Pairing Failed (0x05) len 1\n        Reason: Unspecified reason (0x08)\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == ("smp:0x08", "peer", "unknown")


SSP = f"""\
> HCI Event: Link Key Request (0x17) plen 6                    #110 [hci0] 6.418537
        Address: {HEADSET} (OUI 00-1B-2C)
< HCI Command: Link Key Request Negative Reply (0x01|0x000c) plen 6  #111 [hci0] 6.418595
        Address: {HEADSET} (OUI 00-1B-2C)
> HCI Event: User Confirmation Request (0x33) plen 10          #142 [hci0] 7.037434
        Address: {HEADSET} (OUI 00-1B-2C)
        Passkey: 123456
< HCI Command: User Confirmation Request Neg Reply (0x01|0x002d) plen 6  #143 [hci0] 7.037500
        Address: {HEADSET} (OUI 00-1B-2C)
> HCI Event: Simple Pairing Complete (0x36) plen 7             #145 [hci0] 7.057942
        Status: Authentication Failure (0x05)
        Address: {HEADSET} (OUI 00-1B-2C)
> HCI Event: Auth Complete (0x06) plen 3                       #146 [hci0] 7.058942
        Status: Authentication Failure (0x05)
        Handle: 1
"""


def test_the_handle_of_an_authentication_is_that_of_the_device_just_named():
    assert verdicts(SSP) == ([("hci:0x05", "local", "agent-rejected")], [])


PIN = f"""\
> HCI Event: PIN Code Request (0x16) plen 6                     #85 [hci0] 45.764000
        Address: {HEADSET} (OUI 00-1B-2C)
< HCI Command: PIN Code Request Negative Reply (0x01|0x000e) plen 6   #86 [hci0] 45.764500
        Address: {HEADSET} (OUI 00-1B-2C)
> HCI Event: Auth Complete (0x06) plen 3                        #88 [hci0] 45.765876
        Status: PIN or Key Missing (0x06)
        Handle: 768
"""


def test_a_pin_that_nobody_gave_is_no_bond_that_the_peer_lost():
    assert verdicts(PIN) == ([("hci:0x06", "local", "agent-rejected")], [])


def test_a_link_that_was_never_really_up():
    assert verdicts("""\
> HCI Event: Disconnect Complete (0x05) plen 4                 #92 [hci0] 19.200000
        Status: Success (0x00)
        Handle: 64
        Reason: Connection Failed to be Established (0x3e)
""") == ([], [("connect-failed", "hci:0x3e")])


CLOSED = """\
< HCI Command: Disconnect (0x01|0x0006) plen 3                 #272 [hci0] 23.022392
        Handle: 3585
        Reason: Authentication Failure (0x05)
> HCI Event: Disconnect Complete (0x05) plen 4                 #274 [hci0] 23.067376
        Status: Success (0x00)
        Handle: 3585
        Reason: Connection Terminated By Local Host (0x16)
"""


ENCRYPTED = """\
> HCI Event: Encryption Change (0x08) plen 4                   #200 [hci0] 20.100000
        Status: Success (0x00)
        Handle: 3585
        Encryption: Enabled with AES-CCM (0x01)
"""


def test_the_end_of_a_log_whose_beginning_is_missing():
    assert verdicts(CLOSED) == ([], [("unknown", "hci:0x05")])
    assert verdicts(ENCRYPTED + CLOSED) == ([], [("encryption-below-level", "hci:0x05")])
    assert verdicts(CLOSED.replace("Authentication Failure (0x05)", "Remote User Terminated Connection (0x13)")) == (
        [],
        [],
    )


KEYS = """\
< ACL Data TX: Handle 64 flags 0x00 dlen 11                     #11 [hci0] 1.100000
      SMP: Pairing Request (0x01) len 6
        IO capability: NoInputNoOutput (0x03)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)
        Max encryption key size: 16
        Initiator key distribution: EncKey (0x01)
        Responder key distribution: EncKey (0x01)
> ACL Data RX: Handle 64 flags 0x02 dlen 11                     #12 [hci0] 1.200000
      SMP: Pairing Response (0x02) len 6
        IO capability: NoInputNoOutput (0x03)
        OOB data: Authentication data not present (0x00)
        Authentication requirement: Bonding, No MITM, Legacy, No Keypresses (0x01)
        Max encryption key size: 16
        Initiator key distribution: EncKey (0x01)
        Responder key distribution: EncKey (0x01)
> HCI Event: Encryption Change (0x08) plen 4                    #36 [hci0] 2.000000
        Status: Success (0x00)
        Handle: 64
        Encryption: Enabled with AES-CCM (0x01)
> ACL Data RX: Handle 64 flags 0x02 dlen 21                     #38 [hci0] 2.100000
      SMP: Encryption Information (0x06) len 16
        Long term key: 000102030405060708090a0b0c0d0e0f
> ACL Data RX: Handle 64 flags 0x02 dlen 15                     #40 [hci0] 2.200000
      SMP: Central Identification (0x07) len 10
        EDIV: 0x1234
        Rand: 0x1234567890123456
> HCI Event: Disconnect Complete (0x05) plen 4                  #45 [hci0] {end:.6f}
        Status: Success (0x00)
        Handle: 64
        Reason: Remote User Terminated Connection (0x13)
"""


def test_keys_that_were_agreed_on_and_never_came():
    """The peer waits for SMP's 30 seconds; a link that ends sooner or later may just have ended."""
    (attempt,) = read(KEYS.format(end=32.2)).attempts.values()
    assert (attempt.failure.code, attempt.failure.step) == ("hci:0x13", "key distribution")
    assert (attempt.diagnosis.cause, "This gateway fell silent" in attempt.diagnosis.title) == ("smp-timeout", True)
    assert verdicts(KEYS.format(end=12.2)) == verdicts(KEYS.format(end=90)) == ([], [])


CUT = f"""\
@ MGMT Command: Pair Device (0x0019) plen 8            {{0x0001}} [hci0] 1.219993
        LE Address: {KEYBOARD} (Static)
        Capability: NoInputNoOutput (0x03)
> HCI Event: LE Meta Event (0x3e) plen 19                   #47 [hci0] 1.386760
      LE Connection Complete (0x01)
        Status: Success (0x00)
        Handle: 64
        Role: Central (0x00)
        [...]
@ MGMT Event: Device Connected (0x000b) plen 23        {{0x0001}} [hci0] 1.386789
        LE Address: {KEYBOARD} (Static)
        [...]
"""


def test_a_connection_whose_address_was_left_out_is_that_of_the_device_that_is_connected():
    (attempt,) = read(CUT + KEYS.format(end=12.2)).attempts.values()
    assert (attempt.peer.address, attempt.peer.address_type, attempt.outcome) == (KEYBOARD, "random", "paired")


ASKED = """\
{mark} ACL Data {way}: Handle 64 flags 0x00 dlen 7                   #50 [hci0] 2.386760
      ATT: Read Request (0x0a) len 2
        Handle: 0x0015
> HCI Event: Disconnect Complete (0x05) plen 4               #55 [hci0] 2.467376
        Status: Success (0x00)
        Handle: 64
        Reason: Remote User Terminated Connection (0x13)
"""


def test_a_peer_that_leaves_after_its_own_request_is_done_and_no_fault():
    assert verdicts(ASKED.format(mark=">", way="RX")) == ([], [])
    assert verdicts(ASKED.format(mark="<", way="TX")) == ([], [("application-disconnect", "hci:0x13")])


def test_one_peer_on_two_adapters():
    """Each adapter's kernel tells of its own attempt, at the same moment and in the same words."""
    other = TRACE.replace("[hci0]", "[hci1]").replace("{0x0001}", "{0x0002}").replace("Handle 3585", "Handle 64")
    model = read(TRACE + other)
    assert [(a.adapter, a.failure.code) for a in model.attempts.values()] == [
        ("hci0", "smp:0x05"),
        ("hci1", "smp:0x05"),
    ]


USER_SPACE = """\
> ACL data: handle 69 flags 0x02 dlen 11
    SMP: Pairing Request (0x01)
      capability 0x04 oob 0x00 auth req 0x01
      max key size 0x10 init key dist 0x03 resp key dist 0x03
> HCI Event: LE Meta Event (0x3e) plen 13
    LE Long Term Key Request
      handle 69
< HCI Command: LE Long Term Key Request Negative Reply (0x08|0x001b) plen 2
> HCI Event: Disconn Complete (0x05) plen 4
    status 0x00 handle 69 reason 0x06
"""


def test_a_pairing_that_the_kernel_knows_nothing_of():
    assert verdicts(USER_SPACE) == ([("hci:0x06", "local", "two-stacks")], [])


def test_a_key_missing_that_nobody_is_seen_to_lack():
    """The responder is asked for the key: where only the end of the link names the reason, it is likely the one."""
    text = USER_SPACE.replace("< HCI Command: LE Long Term Key Request Negative Reply (0x08|0x001b) plen 2\n", "")
    (attempt,) = read(text).attempts.values()
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("local-bond-missing", "likely")


BOTH = f"""\
> HCI Event: Connect Complete (0x03) plen 11                   #1 [hci0] 5.100000
        Status: Success (0x00)
        Handle: 50
        Address: {HEADSET} (OUI 00-1B-2C)
        Link type: ACL (0x01)
        Encryption: Disabled (0x00)
> HCI Event: Encryption Change (0x08) plen 4                   #2 [hci0] 5.400000
        Status: Success (0x00)
        Handle: 50
        Encryption: Enabled with AES-CCM (0x02)
> ACL Data RX: Handle 50 flags 0x02 dlen 6                     #3 [hci0] 5.500000
      BR/EDR SMP: Security Request (0x0b) len 1
        Authentication requirement: No bonding, No MITM, SC (0x08)
< HCI Command: LE Start Encryption (0x08|0x0019) plen 28       #4 [hci0] 5.500100
        Handle: 50
        Random number: 0x0000000000000000
        Encrypted diversifier: 0x0000
        Long term key: 000102030405060708090a0b0c0d0e0f
> HCI Event: Command Status (0x0f) plen 4                      #5 [hci0] 5.500900
      LE Start Encryption (0x08|0x0019) ncmd 1
        Status: Invalid HCI Command Parameters (0x12)
< HCI Command: Disconnect (0x01|0x0006) plen 3                 #6 [hci0] 5.501000
        Handle: 50
        Reason: Authentication Failure (0x05)
> HCI Event: Disconnect Complete (0x05) plen 4                 #7 [hci0] 5.600000
        Status: Success (0x00)
        Handle: 50
        Reason: Connection Terminated By Local Host (0x16)
"""


def test_le_encryption_on_a_bredr_link():
    assert verdicts(BOTH) == ([("hci:0x12", "local", "cross-transport")], [])


def acl(*pdus):
    """Entries of one link, `<` sent and `>` received, 100 ms apart."""
    entries = []
    for number, (mark, pdu) in enumerate(pdus, 1):
        way = "TX" if mark == "<" else "RX"
        entries.append(f"{mark} ACL Data {way}: Handle 64 flags 0x00 dlen 21   #{number} [hci0] 1.{number}00000\n{pdu}")
    return "".join(entries)


CONFIRM = "      SMP: Pairing Confirm (0x03) len 16\n        Confirm value: 000102030405060708090a0b0c0d0e0f\n"


RANDOM = "      SMP: Pairing Random (0x04) len 16\n        Random value: 000102030405060708090a0b0c0d0e0f\n"


IDENTITY = (
    "      SMP: Identity Information (0x08) len 16\n        Identity resolving key: 000102030405060708090a0b0c0d0e0f\n"
)


FAILED = "      SMP: Pairing Failed (0x05) len 1\n        Reason: {} (0x{:02x})\n"


def test_a_log_that_begins_after_the_features():
    """The rounds of passkey entry, and keys, which only go over an encrypted link, tell what was agreed before."""
    once = (("<", CONFIRM), (">", CONFIRM), ("<", RANDOM))
    wrong = (">", FAILED.format("Confirm value failed", 4))
    assert verdicts(acl(*once, (">", RANDOM), *once, wrong)) == ([("smp:0x04", "peer", "wrong-passkey")], [])
    assert verdicts(acl(*once, wrong)) == ([("smp:0x04", "peer", "confirm-mismatch")], [])

    refused = acl((">", IDENTITY), ("<", IDENTITY), (">", FAILED.format("Unspecified reason", 8)))
    assert verdicts(refused) == ([("smp:0x08", "peer", "peer-key-distribution")], [])
    cancelled = acl((">", FAILED.format("Passkey entry failed", 1)))
    assert verdicts(cancelled) == ([("smp:0x01", "peer", "peer-user-rejected")], [])
