"""Of the messages of one attempt: whose turn it was, how long nothing came, how far it got, who ended the link."""

from dataclasses import replace

import pytest

from pairtui.knowledge.association import associate
from pairtui.pairing.attempt import Attempt, Failure, Kind, Outcome, Side
from pairtui.pairing.evidence.attempt_record import AttemptRecord, Seen
from pairtui.pairing.evidence.relations import (
    answered,
    ended_by,
    ending,
    lost_in_keys,
    silence,
    turn,
    waited_for_keys,
)
from pairtui.protocol.messages import hci, mgmt, smp
from pairtui.protocol.messages.smp import AuthReq, IoCapability, KeyDist
from pairtui.protocol.record import Direction
from pairtui.protocol.values import Secret
from tests.pairing.live_gateway import ADDRESS, HANDLE, Gateway, secret

OUT, IN, HOST = Direction.SENT, Direction.RECEIVED, Direction.HOST
KEYS = (KeyDist.ID_KEY, KeyDist.ENC_KEY | KeyDist.ID_KEY)
"""What initiator and responder distribute, of the SMP PDUs below."""

FEATURES = (IoCapability.KEYBOARD_DISPLAY, 0, AuthReq.BONDING, 16, *KEYS)
REQUEST, RESPONSE = (OUT, smp.PairingRequest(*FEATURES)), (IN, smp.PairingResponse(*FEATURES))
CONFIRM, CONFIRM_BACK = (OUT, smp.PairingConfirm(secret())), (IN, smp.PairingConfirm(secret()))
RANDOM, RANDOM_BACK = (OUT, smp.PairingRandom(secret())), (IN, smp.PairingRandom(secret()))
KEY, KEY_BACK = (OUT, smp.PairingPublicKey(bytes(32), bytes(32))), (IN, smp.PairingPublicKey(bytes(32), bytes(32)))
CHECK, CHECK_BACK = (OUT, smp.PairingDHKeyCheck(secret())), (IN, smp.PairingDHKeyCheck(secret()))
START = (OUT, hci.LeEnableEncryption(HANDLE, 0, 0, secret()))
ASKED, REPLY = (IN, hci.LeLongTermKeyRequest(HANDLE, 0, 0)), (OUT, hci.LeLongTermKeyRequestReply(HANDLE, secret()))
ON, OFF = (IN, hci.EncryptionChange(0, HANDLE, 1)), (IN, hci.EncryptionChange(6, HANDLE, 0))
ON_AGAIN = (IN, hci.EncryptionKeyRefreshComplete(0, HANDLE))
THEIR_LTK, THEIR_ID = (IN, smp.CentralIdentification(1, 1)), (IN, smp.IdentityAddressInformation(1, ADDRESS))
OUR_LTK, OUR_ID = (OUT, smp.CentralIdentification(1, 1)), (OUT, smp.IdentityAddressInformation(1, ADDRESS))
REFUSED, REFUSES = (IN, smp.PairingFailed(5)), (OUT, smp.PairingFailed(5))
GONE, LEAVES = (IN, hci.DisconnectionComplete(0, HANDLE, 0x13)), (OUT, hci.Disconnect(HANDLE, 0x13))
QUESTION = (HOST, mgmt.UserConfirmationRequest(ADDRESS, 2, 0, Secret(0)))
WANTED = (IN, smp.SecurityRequest(AuthReq.BONDING))

BEGUN = (REQUEST, RESPONSE)
LEGACY = (*BEGUN, CONFIRM, CONFIRM_BACK, RANDOM, RANDOM_BACK)
SECURE = (*BEGUN, KEY, KEY_BACK, CONFIRM_BACK, RANDOM, RANDOM_BACK, CHECK, CHECK_BACK)
KEYS_NEXT = (*LEGACY, START, ON)


def record(*said, role="initiator", **more):
    """An attempt in which this was said, a second after another."""
    seen = [Seen(message, direction, float(at), at) for at, (direction, message) in enumerate(said, 1)]
    attempt = Attempt(1, Kind.PAIRING, role=role, **{key: more.pop(key) for key in ("level", "outcome") if key in more})
    encrypted = any(isinstance(message, hci.EncryptionChange) and not message.status for _, message in said)
    return AttemptRecord(attempt, seen=seen, **{"encrypted": encrypted, **more})


@pytest.mark.parametrize(
    ("said", "side", "link_layer"),
    [
        ((), None, False),
        ((QUESTION, REFUSED, GONE), None, False),
        ((REQUEST,), Side.PEER, False),
        (BEGUN, Side.LOCAL, False),
        ((*BEGUN, REFUSES, LEAVES), Side.LOCAL, False),
        ((*BEGUN, CONFIRM), Side.PEER, False),
        ((*BEGUN, CONFIRM, CONFIRM_BACK), Side.LOCAL, False),
        ((*BEGUN, CONFIRM, CONFIRM_BACK, RANDOM), Side.PEER, False),
        (LEGACY, Side.LOCAL, False),
        (SECURE[:5], Side.LOCAL, False),
        (SECURE[:-2], Side.LOCAL, False),
        (SECURE[:-1], Side.PEER, False),
        (SECURE, Side.LOCAL, False),
        ((*LEGACY, START), Side.PEER, True),
        ((*LEGACY, START, OFF), Side.PEER, True),
        ((*LEGACY, ASKED), Side.LOCAL, False),
        ((*LEGACY, ASKED, REPLY), Side.PEER, True),
        (KEYS_NEXT, Side.PEER, False),
        ((*LEGACY, START, ON_AGAIN), Side.PEER, False),
        ((*KEYS_NEXT, THEIR_LTK), Side.PEER, False),
        ((*KEYS_NEXT, THEIR_LTK, THEIR_ID), Side.LOCAL, False),
        ((*KEYS_NEXT, THEIR_LTK, THEIR_ID, OUR_ID), Side.PEER, False),
    ],
)
def test_whose_turn_it_was(said, side, link_layer):
    found = turn(record(*said))
    assert (found and found.side, bool(found and found.link_layer)) == (side, link_layer)


@pytest.mark.parametrize(
    ("said", "side"),
    [
        ((CHECK_BACK, CHECK), Side.PEER),  # a responder waits for the initiator to start encryption
        ((ON,), Side.LOCAL),  # and distributes first
        ((ON, OUR_LTK), Side.LOCAL),
        ((ON, OUR_LTK, OUR_ID), Side.PEER),
        ((ON, OUR_LTK, OUR_ID, THEIR_ID), Side.PEER),
    ],
)
def test_whose_turn_it_was_where_this_host_responds(said, side):
    begun = ((IN, REQUEST[1]), (OUT, RESPONSE[1]), KEY_BACK, KEY)
    found = turn(record(*begun, *said, role="responder"))
    assert found is not None and found.side is side


@pytest.mark.parametrize(
    ("role", "pairing", "keys"),
    [("initiator", "legacy", KEYS), ("initiator", "secure-connections", (KeyDist.ID_KEY, KeyDist.ID_KEY))],
)
def test_the_keys_that_are_to_come(role, pairing, keys):
    secure = AuthReq.SC if pairing == "secure-connections" else AuthReq(0)
    asked = smp.PairingRequest(
        IoCapability.KEYBOARD_DISPLAY, 0, AuthReq.BONDING | secure, 16, KeyDist(0x0A), KeyDist(7)
    )
    granted = smp.PairingResponse(
        IoCapability.KEYBOARD_DISPLAY, 0, AuthReq.BONDING | secure, 16, KeyDist(0x0B), KeyDist(3)
    )
    found = record((OUT, asked), (IN, granted), association=associate(asked, granted))
    assert tuple(found.keys_agreed_for(initiator) for initiator in (True, False)) == keys
    assert record((OUT, asked)).keys_agreed_for(True) is record((IN, granted)).keys_agreed_for(True) is None
    assert record((OUT, asked)).keys_complete() and not found.keys_complete()


@pytest.mark.parametrize(
    ("reason", "whom"),
    [
        (0x13, Side.PEER), (0x14, Side.PEER), (0x15, Side.PEER), (0x16, Side.LOCAL), (0x08, Side.PEER),
        (0x22, Side.PEER), (0x3E, Side.PEER), (0x04, Side.PEER), (0x3D, Side.UNKNOWN), (0x05, Side.UNKNOWN),
    ],
)  # fmt: skip
def test_who_ended_a_link_by_its_reason(reason, whom):
    assert ended_by(record(REQUEST), reason) is whom


@pytest.mark.parametrize(
    ("said", "seconds", "whom"),
    [
        ((REQUEST, LEAVES), 24.9, Side.LOCAL),
        ((REQUEST, LEAVES), 25.0, Side.PEER),  # it waited for the peer
        ((*BEGUN, LEAVES), 60.0, Side.LOCAL),  # its own turn
        ((LEAVES,), 60.0, Side.LOCAL),
    ],
)
def test_who_ended_a_link_that_this_host_disconnected(said, seconds, whom):
    found = record(*said)
    found.seen[-1] = found.seen[-1]._replace(at=len(said) - 1 + seconds)
    assert ended_by(found, 0x16) is whom


@pytest.mark.parametrize(
    ("said", "ended", "end", "silent"),
    [
        ((REQUEST, GONE), 9.0, 2.0, 1.0),
        ((REQUEST, LEAVES, GONE), 9.0, 2.0, 1.0),
        ((REQUEST, QUESTION), 9.0, 9.0, 8.0),
        ((REQUEST,), None, None, 0.0),
        ((QUESTION,), 9.0, 9.0, 0.0),
        ((REQUEST,), 0.5, 0.5, 0.0),  # a clock that was set back
        ((REQUEST, (HOST, mgmt.CancelPairDevice(ADDRESS, 2))), 9.0, 2.0, 1.0),
    ],
)
def test_how_long_nothing_came(said, ended, end, silent):
    found = record(*said)
    found.attempt = replace(found.attempt, ended=ended)
    assert (ending(found), silence(found)) == (end, silent)


FAILED = {"outcome": Outcome.FAILED}


@pytest.mark.parametrize(
    ("said", "more", "waits"),
    [
        (KEYS_NEXT, {}, True),
        ((*KEYS_NEXT, THEIR_LTK, THEIR_ID), {}, True),
        ((*KEYS_NEXT, THEIR_LTK, THEIR_ID, OUR_ID), {}, False),
        (KEYS_NEXT, {"level": 2}, False),
        (KEYS_NEXT, FAILED, False),
        (KEYS_NEXT, {"encrypted": False}, False),
        ((WANTED, ON), {}, False),  # no pairing began
        ((CONFIRM, ON), {}, False),  # nothing tells what was agreed
    ],
)
def test_a_link_that_broke_while_keys_were_to_come(said, more, waits):
    for reason in (0x08, 0x22, 0x3D, 0x3E):
        assert lost_in_keys(record(*said, **more), reason) is waits
    for reason in (0x13, 0x05, 0x16, 0x09, 0x23):
        assert not lost_in_keys(record(*said, **more), reason)
    last = max(at for at, (_, message) in enumerate(said, 1) if isinstance(message, smp.PDUS))
    for seconds, ran_out in ((27.9, False), (28, True), (35, True), (35.1, False)):
        assert waited_for_keys(record(*said, **more), last + seconds) is (waits and ran_out)
    assert not waited_for_keys(record(*said, **more), None)


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ((*BEGUN, CONFIRM), None),
        ((REFUSED,), None),
        ((*BEGUN, REFUSED), REQUEST),
        ((*BEGUN, REFUSES), RESPONSE),
        ((REQUEST, WANTED, CONFIRM, QUESTION, REFUSED, RANDOM), CONFIRM),
    ],
)
def test_what_a_refusal_answers(said, what):
    found = answered(record(*said))
    assert (found and (found.direction, found.message)) == what


UP, NOT_UP = ((IN, hci.LeConnectionComplete(status, HANDLE, 0, 1, ADDRESS, 24, 0, 42)) for status in (0, 2))


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ((), "connection"),
        ((NOT_UP,), "connection"),
        ((UP,), "before the feature exchange"),
        ((UP, WANTED), "feature exchange"),
        ((UP, REQUEST), "feature exchange"),
        (BEGUN, "authentication"),
        (SECURE[:3], "public key exchange"),
        (SECURE[:4], "authentication"),
        ((*BEGUN, CONFIRM), "authentication"),
        ((RANDOM,), "authentication"),
        ((*BEGUN, KEY, QUESTION), "authentication"),
        (SECURE[:-1], "DHKey check"),
        ((*SECURE, START), "encryption"),
        ((*SECURE, START, OFF), "encryption"),
        ((*SECURE, START, ON), "key distribution"),
    ],
)
def test_how_far_it_got(said, reached):
    assert record(*said).reached() == reached
    if UP in said:
        before = [Seen(UP[1], IN, 0.0, 1)]
        assert record(*said[1:], before=before).reached() == reached


def test_secure_connections_go_on_with_public_keys():
    features = (IoCapability.KEYBOARD_DISPLAY, 0, AuthReq.BONDING | AuthReq.SC, 16, *KEYS)
    asked, granted = smp.PairingRequest(*features), smp.PairingResponse(*features)
    agreed = associate(asked, granted)
    assert record((OUT, asked), (IN, granted), association=agreed).reached() == "public key exchange"


@pytest.mark.parametrize(
    ("reply_at", "outcome", "failure", "ended", "at", "takes", "undecided"),
    [
        (None, Outcome.INCOMPLETE, None, None, 5.0, True, True),
        (None, Outcome.PAIRED, None, 4.0, 5.0, False, False),
        (None, Outcome.FAILED, "smp:0x05", 4.0, 5.0, False, False),
        (4.0, Outcome.FAILED, "dbus:AuthenticationFailed", 4.0, 4.1, True, True),  # its reply overtook the trace
        (4.0, Outcome.FAILED, "dbus:AuthenticationFailed", 4.0, 4.2, False, False),
        (4.0, Outcome.FAILED, "dbus:AuthenticationFailed", 4.0, None, False, False),
        (4.0, Outcome.FAILED, "smp:0x05", 4.0, 4.1, True, False),
        (None, Outcome.FAILED, "dbus:AuthenticationFailed", None, 9.0, True, True),  # pasted before its trace
        (None, Outcome.FAILED, "dbus:AuthenticationFailed", 4.0, 9.0, False, False),
        (None, Outcome.FAILED, "smp:0x05", None, 9.0, False, False),
    ],
)
def test_whether_a_later_message_belongs_to_it(reply_at, outcome, failure, ended, at, takes, undecided):
    found = record(REQUEST, outcome=outcome, reply_at=reply_at)
    why = Failure(failure, "", Side.PEER, "") if failure else None
    found.attempt = replace(found.attempt, failure=why, ended=ended)
    assert (found.takes(at), found.undecided(at)) == (takes, undecided)


def test_how_others_report_it_is_told_only_where_others_did():
    gateway = Gateway().connected().features().received(smp.PairingFailed(5))
    texts = [one.text for one in gateway.attempt.diagnosis.evidence]
    assert texts and not any(text.startswith("How other programs report it") for text in texts)
    gateway.host(mgmt.CommandComplete(mgmt.PairDevice.CODE, 5, bytes([1, 0, 0, 0, 0, 0xC0, 2])))
    assert any("How other programs report it: MGMT 0x05" in one.text for one in gateway.attempt.diagnosis.evidence)
