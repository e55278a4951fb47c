"""A fact that decides is told even where the log shows nothing before it, and nothing is called paired too early."""

import pytest

from pairtui.pairing import actions, events
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import LinkPdu
from pairtui.report import wording
from tests.pairing.live_gateway import ADDRESS, HANDLE, SCALE, Gateway, request, response, secret
from tests.pairing.pasted import read


@pytest.fixture
def gateway():
    return Gateway()


def told(gateway):
    """Everything that is said: (outcome, code, cause) of the attempts, then of the findings."""
    gateway.model.finish()
    attempts = [
        (a.outcome.value, a.failure and a.failure.code, a.diagnosis and a.diagnosis.cause)
        for a in gateway.model.attempts.values()
    ]
    return attempts + [("finding", f.code, f.cause) for f in gateway.model.findings]


@pytest.mark.parametrize(
    "reply",
    [mgmt.UserConfirmationNegativeReply, mgmt.UserPasskeyNegativeReply, mgmt.PinCodeNegativeReply],
)
def test_a_no_of_this_host_alone(gateway, reply):
    assert told(gateway.host(reply(ADDRESS, 2))) == [("failed", None, "agent-rejected")]


def test_a_no_of_which_only_the_end_is_shown(gateway):
    done = mgmt.CommandComplete(mgmt.PinCodeNegativeReply.CODE, 0, bytes(6) + b"\0")
    assert told(gateway.host(done)) == [("failed", None, "agent-rejected")]


@pytest.mark.parametrize("status", [3, 5, 0x0E])
def test_the_end_of_a_pairing_whose_beginning_is_not_shown(gateway, status):
    done = mgmt.CommandComplete(mgmt.PairDevice.CODE, status, bytes([1, 0, 0, 0, 0, 0xC0, 2]))
    ((outcome, code, _),) = told(gateway.host(done))
    assert (outcome, code) == ("failed", f"mgmt:0x{status:02x}")
    assert gateway.attempt.peer.address == ADDRESS


def test_a_connection_that_the_kernel_gave_up(gateway):
    assert told(gateway.host(mgmt.ConnectFailed(ADDRESS, 2, 4))) == [("finding", "mgmt:0x04", "connect-failed")]


@pytest.mark.parametrize(
    ("reason", "cause"), [(0x3D, "mic-failure"), (0x13, "application-disconnect"), (0x05, "unknown")]
)
def test_the_end_of_a_link_alone(gateway, reason, cause):
    end = hci.DisconnectionComplete(0, HANDLE, reason)
    assert told(gateway.received(end)) == [("finding", f"hci:0x{reason:02x}", cause)]


def features():
    """What both sides offer; both distribute a key and an identity."""
    auth, keys = AuthReq.BONDING, KeyDist(3)
    return (
        smp.PairingRequest(IoCapability.NO_INPUT_NO_OUTPUT, 0, auth, 16, keys, keys),
        smp.PairingResponse(IoCapability.NO_INPUT_NO_OUTPUT, 0, auth, 16, keys, keys),
    )


def half_of_the_keys(gateway):
    """A pairing that was asked for here, up to the peer's identity resolving key."""
    asked, answered = features()
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 3)).connected().sent(asked).received(answered)
    gateway.sent(smp.PairingRandom(secret())).received(smp.PairingRandom(secret()))
    gateway.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret())).received(hci.EncryptionChange(0, HANDLE, 1))
    gateway.received(smp.EncryptionInformation(secret())).received(smp.CentralIdentification(7, 7))
    return gateway.received(smp.IdentityInformation(secret()))


def test_a_peer_that_hangs_up_among_its_keys_is_not_paired(gateway):
    half_of_the_keys(gateway)
    assert gateway.attempt.outcome == "incomplete"

    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x13))
    gateway.host(mgmt.CommandComplete(mgmt.PairDevice.CODE, 0x0E, bytes([1, 0, 0, 0, 0, 0xC0, 2])))
    error = "org.bluez.Error.AuthenticationCanceled"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error)

    assert len(gateway.model.attempts) == 1
    attempt = gateway.attempt
    assert (attempt.outcome, attempt.failure.code, attempt.failure.by) == ("failed", "hci:0x13", "peer")
    assert attempt.failure.step == "key distribution"


def test_a_peer_that_keeps_its_keys_back_is_not_paired(gateway):
    half_of_the_keys(gateway).sent(hci.Disconnect(HANDLE, 0x13), seconds=30)
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 0x16))
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error="org.bluez.Error.AuthenticationCanceled")

    assert len(gateway.model.attempts) == 1
    attempt = gateway.attempt
    assert (attempt.outcome, attempt.failure.code, attempt.failure.by) == ("failed", "hci:0x16", "peer")
    assert attempt.diagnosis.cause == "smp-timeout"


def test_a_pairing_is_paired_by_the_stack_s_own_word(gateway):
    half_of_the_keys(gateway).event(events.ActionFinished, action=actions.Pair(SCALE))
    assert gateway.attempt.outcome == "paired"


def test_a_dump_of_events_shows_the_answer_to_the_controller(gateway):
    gateway.received(hci.LinkKeyRequest(ADDRESS))
    gateway.received(hci.CommandComplete(1, hci.LinkKeyRequestNegativeReply.CODE, bytes([0, 1, 0, 0, 0, 0, 0xC0])))
    assert [step.text for step in gateway.attempt.steps] == ["Link Key Request", "Link Key Request Negative Reply"]


def test_the_link_layer_has_the_turn_after_encryption_was_started(gateway):
    gateway.knows_the_scale().connected().sent(request()).received(response())
    gateway.sent(smp.PairingConfirm(secret())).received(smp.PairingConfirm(secret()))
    gateway.sent(smp.PairingRandom(secret())).received(smp.PairingRandom(secret()))
    gateway.sent(hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
    gateway.sent(hci.Disconnect(HANDLE, 5), seconds=30).received(hci.DisconnectionComplete(0, HANDLE, 0x16))

    assert (gateway.attempt.failure.code, gateway.attempt.failure.by) == ("hci:0x16", "peer")


def test_a_record_that_names_no_link_is_not_lost(gateway):
    gateway.received(LinkPdu(None, smp.CID_LE, smp.PairingFailed(5)))
    assert told(gateway)[0][:2] == ("failed", "smp:0x05")


@pytest.mark.parametrize("words", [mgmt.CancelPairDevice, mgmt.UnpairDevice])
def test_what_tidies_up_after_a_failure_has_not_cancelled_the_pairing(gateway, words):
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request())
    gateway.received(smp.PairingFailed(8)).host(mgmt.AuthenticationFailed(ADDRESS, 2, 5))
    tidied = words(ADDRESS, 2) if words is mgmt.CancelPairDevice else words(ADDRESS, 2, 1)
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 5)).host(tidied)
    assert told(gateway) == [("failed", "smp:0x08", "peer-not-in-pairing-mode")]


def test_what_tidies_up_after_a_failure_that_bluez_has_told_begins_no_attempt(gateway):
    gateway.knows_the_scale().event(events.ActionStarted, action=actions.Pair(SCALE))
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request()).received(smp.PairingFailed(8))
    gateway.host(mgmt.AuthenticationFailed(ADDRESS, 2, 5))
    gateway.host(mgmt.CommandComplete(mgmt.PairDevice.CODE, 5, bytes([1, 0, 0, 0, 0, 0xC0, 2])))
    error = "org.bluez.Error.AuthenticationFailed"
    gateway.event(events.ActionFinished, action=actions.Pair(SCALE), error=error)
    gateway.received(hci.DisconnectionComplete(0, HANDLE, 5)).host(mgmt.DeviceDisconnected(ADDRESS, 2, 0))
    gateway.host(mgmt.CancelPairDevice(ADDRESS, 2))
    assert told(gateway) == [("failed", "smp:0x08", "peer-not-in-pairing-mode")]


def test_a_pairing_that_this_host_cancelled(gateway):
    gateway.host(mgmt.PairDevice(ADDRESS, 2, 4)).connected().sent(request()).host(mgmt.CancelPairDevice(ADDRESS, 2))
    gateway.host(mgmt.CommandComplete(mgmt.PairDevice.CODE, 0x10, bytes([1, 0, 0, 0, 0, 0xC0, 2])))
    ((_, code, cause),) = told(gateway)
    assert (code, cause) == ("mgmt:0x10", "agent-rejected")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "L2CAP: Connection Request (0x02) ident 3 len 4\n  PSM: 17 (0x0011)\n  Source CID: 64\n"
            "L2CAP: Connection Response (0x03) ident 3 len 8\n  Destination CID: 0\n  Source CID: 64\n"
            "  Result: Connection refused - security block (0x0003)\n",
            ["l2cap:0x0003"],
        ),
        (
            "ATT: Error Response (0x01) len 4\n  Read Request (0x0a)\n  Handle: 0x0010\n"
            "  Error: Insufficient Authentication (0x05)\n"
            "ATT: Error Response (0x01) len 4\n  Read Request (0x0a)\n  Handle: 0x0012\n"
            "  Error: Insufficient Authentication (0x05)\n",
            ["att:0x05"],
        ),
        (
            "> HCI EVENT: ENCRYPTION CHANGE (0X08) PLEN 4 [HCI0] 7.114 STATUS: PIN OR KEY MISSING (0X06) HANDLE: 64 "
            "ENCRYPTION: DISABLED (0X00) < HCI COMMAND: DISCONNECT (0X01|0X0006) PLEN 3 [HCI0] 7.115 HANDLE: 64 "
            "REASON: AUTHENTICATION FAILURE (0X05)\n",
            ["hci:0x06"],
        ),
    ],
    ids=["signalling", "attribute protocol", "capitals on one line"],
)
def test_a_message_that_lost_the_packet_or_the_lines_it_stood_in(text, codes):
    model = read(text)
    told = [a.failure.code for a in model.attempts.values() if a.failure] + [f.code for f in model.findings]
    assert told == codes


def test_a_link_that_ends_after_the_pin_was_given_is_a_failed_pairing():
    (attempt,) = read("""\
< HCI Command: PIN Code Request Reply (0x01|0x000d) plen 23            #486 [hci0] 8.586220
        Address: 00:1B:2C:3D:4E:5F (Maker)
        PIN length: 4
> HCI Event: Disconnect Complete (0x05) plen 4                         #488 [hci0] 8.701105
        Status: Success (0x00)
        Handle: 12
        Reason: Authentication Failure (0x05)
""").attempts.values()
    assert (attempt.outcome, attempt.failure.code, attempt.diagnosis.cause) == ("failed", "hci:0x05", "wrong-pin")


BONDING = (
    "bluetoothd[77]: src/adapter.c:pair_device_complete() Connect Failed (0x04)\n"
    "bluetoothd[77]: src/adapter.c:bonding_attempt_complete() hci0 bdaddr DC:0D:30:44:55:66 type 2 status 0x4\n"
    "bluetoothd[77]: src/device.c:device_bonding_complete() bonding 0x55e0 status 0x04\n"
    "bluetoothd[77]: src/device.c:device_bonding_failed() status 4\n"
)


def test_the_kernels_answer_and_bluetoothds_lines_after_it_are_one_attempt():
    (attempt,) = read(BONDING).attempts.values()
    assert (attempt.failure.code, attempt.peer.address) == ("mgmt:0x04", "DC:0D:30:44:55:66")


def test_a_line_whose_rest_is_set_in_by_one_blank_is_one():
    text = "src/adapter.c:bonding_attempt_complete() hci0 bdaddr DC:0D:30:44:55:66\n type 2 status 0x5\n"
    (attempt,) = read(text).attempts.values()
    assert attempt.failure.code == "mgmt:0x05"


def test_a_link_that_the_kernel_gave_up_is_the_controllers_doing():
    text = (
        "Jun 11 08:00:00 gw kernel: Bluetooth: hci0: link tx timeout\n"
        "Jun 11 08:00:00 gw kernel: Bluetooth: hci0: killing stalled connection dc:0d:30:44:55:66\n"
        "Jun 11 08:00:00 gw bluetoothd[77]: src/adapter.c:dev_disconnected() Device DC:0D:30:44:55:66 disconnected, "
        "reason 2\n"
        "Jun 11 08:00:00 gw bluetoothd[77]: src/device.c:device_bonding_failed() status 14\n"
    )
    assert [finding.cause for finding in read(text).findings] == ["controller-timeout"]


@pytest.mark.parametrize(
    "line",
    [
        "Encryption Change - Status: PIN or Key Missing (0x06)",
        "It pairs, but then each reconnect ends with Encryption Change: PIN or Key Missing (0x06) after a second.",
        "Auth Complete: PIN or Key Missing (0x06)",
    ],
)
def test_an_event_told_in_one_line(line):
    (attempt,) = read(line + "\n").attempts.values()
    assert (attempt.failure.code, attempt.failure.by, attempt.diagnosis.cause) == (
        "hci:0x06",
        "peer",
        "peer-bond-missing",
    )


def test_an_encryption_that_succeeded_is_no_failure_in_prose():
    assert told_of("Encryption Change: Success (0x00)") == []


def told_of(line):
    model = read(line + "\n")
    return [a.failure.code for a in model.attempts.values() if a.failure] + [f.code for f in model.findings]


def test_an_end_right_after_the_encryption_is_told():
    text = (
        "> HCI Event: Encryption Change (0x08)      #16  2.500\n        Status: Success (0x00)\n"
        "        Encryption: Enabled with AES-CCM (0x01)\n"
        "> HCI Event: Disconnect Complete (0x05)    #18  2.501\n"
        "        Reason: Remote User Terminated Connection (0x13)\n"
    )
    assert told_of(text) == ["hci:0x13"]


def test_the_kernels_connect_failed_tells_more_than_the_error_that_comes_of_it():
    text = (
        "hci0 DC:0D:30:44:55:66 type BR/EDR connect failed (status 0x07, No Resources)\n"
        "Failed to pair: org.bluez.Error.AuthenticationCanceled\n"
    )
    for log in (text, f"## It does not pair (`AuthenticationCanceled`)\n\n{text}"):
        (attempt,) = read(log).attempts.values()
        assert (attempt.failure.code, attempt.transport) == ("mgmt:0x07", "bredr")


def test_arrows_right_before_the_pdus_tell_who_sent_them():
    (attempt,) = read(
        "    > SMP: Pairing Request (0x01) len 6\n"
        "          Authentication requirement: Bonding, MITM, SC (0x2d)\n\n"
        "    < SMP: Pairing Failed (0x05) len 1\n"
        "          Reason: Authentication Requirements (0x03)\n"
    ).attempts.values()
    assert (attempt.failure.code, attempt.failure.by) == ("smp:0x03", "local")


def test_whose_no_ended_a_pairing_stands_in_the_headline_without_a_code():
    text = (
        "> HCI Event: User Confirmation Request (0x33) plen 10      #1 [hci0] 1.0\n"
        "        Address: DC:0D:30:44:55:66\n        Passkey: 111111\n"
        "< HCI Command: User Confirmation Request Neg Reply (0x01|0x002d) plen 6      #2 [hci0] 1.1\n"
        "        Address: DC:0D:30:44:55:66\n"
    )
    (attempt,) = read(text).attempts.values()
    told = {"outcome": attempt.outcome, "failure": None, "diagnosis": {"by": "local", "confidence": "likely"}}
    assert (attempt.failure, attempt.diagnosis.by) == (None, "local")
    assert wording.verdict(told).startswith("by this gateway")


def test_a_channel_that_came_before_the_key_size_was_known_is_told_once():
    text = """\
> HCI Event: Encryption Change (0x08) plen 4          #10 [hci0] 5.000000
        Status: Success (0x00)
        Handle: 5 Address: 00:1B:2C:3D:4E:5F
        Encryption: Enabled with AES-CCM (0x02)
> ACL Data RX: Handle 5 flags 0x02 dlen 12             #12 [hci0] 5.001000
      L2CAP: Connection Request (0x02) ident 3 len 4
        PSM: 3 (0x0003)
        Source CID: 64
< ACL Data TX: Handle 5 flags 0x00 dlen 16             #13 [hci0] 5.001100
      L2CAP: Connection Response (0x03) ident 3 len 8
        Destination CID: 0
        Source CID: 64
        Result: Connection refused - security block (0x0003)
        Status: No further information available (0x0000)
< HCI Command: Disconnect (0x01|0x0006) plen 3         #14 [hci0] 5.001200
        Handle: 5 Address: 00:1B:2C:3D:4E:5F
        Reason: Authentication Failure (0x05)
> HCI Event: Disconnect Complete (0x05) plen 4         #16 [hci0] 5.002000
        Status: Success (0x00)
        Handle: 5 Address: 00:1B:2C:3D:4E:5F
        Reason: Connection Terminated By Local Host (0x16)
"""
    assert [(finding.code, finding.by) for finding in read(text).findings] == [("l2cap:0x0003", "local")]
