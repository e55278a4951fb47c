"""What each finding says: the cause, the code, who is at it, the record that shows it, the keys of its fixes."""

from dataclasses import replace

import pytest

from pairtui.knowledge.known_issues import ISSUES
from pairtui.pairing.attempt import Attempt, Confidence, Diagnosis, Failure, Fix, Kind, Side
from pairtui.pairing.findings import connections as connect
from pairtui.pairing.findings import link_ends as link
from pairtui.pairing.findings import security, whole_log
from pairtui.pairing.findings.detected import Detected, detected
from tests.pairing.well_said import faults, ill_said

LOCAL, PEER, UNKNOWN = Side.LOCAL, Side.PEER, Side.UNKNOWN
REFUSED = security.channel_refused(LOCAL, None, 0, 3)
AGAIN, PAIR = "remove-and-pair", "pair"
GONE = "application-disconnect"
FAILURE = Failure("smp:0x05", "Pairing Not Supported", PEER, "feature exchange", 6)
WHY = Diagnosis("timeout", "It is mute", "", Confidence.LIKELY, (), (Fix("Wake it up", "pair"),))
ATTEMPT = Attempt(1, Kind.PAIRING, failure=FAILURE, diagnosis=WHY)
BLOCKED = "L2CAP Connection Response: security block"
LATER = "Disconnected: Remote User Terminated Connection"

FINDINGS = [
    (lambda: connect.not_connected(0x04, 7), "connect-failed", "hci:0x04", PEER,
     ["Connection Complete: Page Timeout"], 2, []),
    (lambda: connect.not_connected(0x21, 7), "connect-failed", "hci:0x21", PEER,
     ["Connection Complete: Role Change Not Allowed"], 1, []),
    (lambda: connect.not_called(0x0D, 7), "connect-failed", "hci:0x0d", LOCAL,
     ["Command Status of Create Connection: Connection Rejected due to Limited Resources"], 4, []),
    (lambda: connect.ended(0x0D, incoming=False, le=True, record=7), "connect-failed", "hci:0x0d", LOCAL,
     ["Connection Complete: Connection Rejected due to Limited Resources"], 2, []),
    (lambda: connect.ended(0x0D, incoming=False, le=False, record=7), "peer-busy", "hci:0x0d", PEER,
     ["Connection Complete: Connection Rejected due to Limited Resources"], 1, []),
    (lambda: connect.rejected_here(0x0F, 7), GONE, "hci:0x0f", LOCAL,
     ["Connection Complete: Connection Rejected due to Unacceptable BD_ADDR"], 2, [PAIR]),
    (lambda: connect.unreached(0x04, 7), "connect-failed", "mgmt:0x04", PEER,
     ["MGMT Connect Failed: Connect Failed"], 2, []),
    (lambda: connect.unreached(0x10, 7), "connect-failed", "mgmt:0x10", LOCAL,
     ["MGMT Connect Failed: Cancelled"], 1, []),
    (lambda: connect.unreached(0x07, 7), "connect-failed", "mgmt:0x07", UNKNOWN,
     ["MGMT Connect Failed: No Resources"], 2, []),
    (lambda: connect.unreached(0x03, 7), "connect-failed", "mgmt:0x03", UNKNOWN,
     ["MGMT Connect Failed: Failed"], 2, []),
    (lambda: connect.unreached(0x0E, 7), "connect-failed", "mgmt:0x0e", PEER,
     ["MGMT Connect Failed: Disconnected"], 2, []),
    (lambda: connect.unreached(0x05, 7), "connect-failed", "mgmt:0x05", UNKNOWN,
     ["MGMT Connect Failed: Authentication Failed"], 2, []),
    (lambda: link.ended_for_security(0x3D, True, 7), "mic-failure", "hci:0x3d", UNKNOWN,
     ["Disconnected: Connection Terminated due to MIC Failure"], 4, [AGAIN]),
    (lambda: link.ended_for_security(0x05, True, 7), "encryption-below-level", "hci:0x05", UNKNOWN,
     ["Disconnected: Authentication Failure"], 2, [AGAIN]),
    (lambda: link.ended_for_security(0x05, False, 7), "unknown", "hci:0x05", UNKNOWN,
     ["Disconnected: Authentication Failure"], 2, [AGAIN]),
    (lambda: link.only_an_end(0x13, 7), GONE, "hci:0x13", PEER, [LATER], 1, []),
    (lambda: link.only_an_end(0x14, 7), GONE, "hci:0x14", PEER, None, 1, []),
    (lambda: link.only_an_end(0x15, 7), GONE, "hci:0x15", PEER, None, 1, []),
    (lambda: link.only_an_end(0x16, 7), GONE, "hci:0x16", LOCAL, None, 1, []),
    (lambda: link.only_an_end(0x08, 7), "unknown", "hci:0x08", UNKNOWN, ["Disconnected: Connection Timeout"], 1, []),
    (lambda: link.closed_as_unauthentic(True, 7), "encryption-below-level", "hci:0x05", LOCAL,
     ["The host disconnected with Authentication Failure"], 2, [AGAIN]),
    (lambda: link.closed_as_unauthentic(False, 7), "unknown", "hci:0x05", LOCAL,
     ["The host disconnected with Authentication Failure"], 2, [AGAIN]),
    (lambda: link.gone_before_pairing("a line", 0, 7), "link-lost", "mgmt:0x0e", UNKNOWN, ["a line"], 1, []),
    (lambda: link.gone_before_pairing("a line", 1, 7), "link-lost", "mgmt:0x0e", PEER,
     ["a line", "MGMT's reason 1: Connection Timeout"], 1, []),
    (lambda: link.gone_before_pairing("a line", 2, 7), GONE, "mgmt:0x0e", LOCAL,
     ["a line", "MGMT's reason 2: Terminated by Local Host"], 2, []),
    (lambda: link.gone_before_pairing("a line", 3, 7), GONE, "mgmt:0x0e", PEER,
     ["a line", "MGMT's reason 3: Terminated by Remote Host"], 1, []),
    (lambda: link.hung_up_unheard(ISSUES[0], 7), "acl-as-iso", "hci:0x13", PEER,
     ["Disconnected by the peer after pairing", f"{ISSUES[0].text} ({ISSUES[0].source})"], 1, []),
    (lambda: link.phy_collision(7, 9), "phy-update-collision", None, UNKNOWN,
     ["LL_ENC_REQ", "The other procedure began while the first ran"], 2, []),
    (lambda: link.lost(0x08, 7), "link-lost", "hci:0x08", PEER, ["Disconnected: Connection Timeout"], 1, []),
    (lambda: security.key_missing("C0:00:00:00:00:01", 7), "peer-bond-missing", "mgmt-disc:0x04", PEER,
     ["C0:00:00:00:00:01 disconnected: Authentication Failure"], 3, [AGAIN, PAIR]),
    (lambda: security.key_missing(None, 7), "peer-bond-missing", "mgmt-disc:0x04", PEER,
     ["The device disconnected: Authentication Failure"], 3, [AGAIN, PAIR]),
    (lambda: detected("link-dropped", "a line", 7), "unknown", None, UNKNOWN, ["a line"], 2, [PAIR]),
    (lambda: link.hung_up_refused(REFUSED, 7), "l2cap-before-encryption", "hci:0x13", PEER, [LATER], 2, []),
    (lambda: link.hung_up_after("Read Request", 7, 8), GONE, "hci:0x13", PEER, ["Read Request", LATER], 1, []),
    (lambda: whole_log.not_understood([(7, "one")]), "unknown", None, UNKNOWN, ["one"], 2, []),
    (lambda: security.channel_refused(LOCAL, 6, 1, 7), "key-size", "l2cap:0x0003", LOCAL,
     [BLOCKED, "The link's key has only 6 octets"], 1, []),
    (lambda: security.channel_refused(PEER, 7, 1, 7), "encryption-below-level", "l2cap:0x0003", PEER,
     [BLOCKED, "The link was encrypted with E0 and a key of 7 octets"], 1, [AGAIN]),
    (lambda: security.channel_refused(PEER, 16, 2, 7), "encryption-below-level", "l2cap:0x0003", PEER,
     [BLOCKED, "The link was encrypted with AES-CCM and a key of 16 octets"], 1, [AGAIN]),
    (lambda: security.channel_refused(PEER, None, 1, 7), "l2cap-before-encryption", "l2cap:0x0003", PEER,
     [BLOCKED, "although encryption had just come on: its key size was not known yet"], 2, []),
    (lambda: security.channel_refused(UNKNOWN, None, 0, 7), "l2cap-before-encryption", "l2cap:0x0003", UNKNOWN,
     [BLOCKED, "The link was not encrypted"], 2, []),
    (lambda: security.channel_refused(UNKNOWN, None, None, 7), "l2cap-before-encryption", "l2cap:0x0003", UNKNOWN,
     [BLOCKED, "The log does not show whether the link was encrypted"], 3, []),
    (lambda: link.lost("6", 7, "cb"), "link-lost", "cb:6", PEER, None, 1, []),
    (lambda: link.only_an_end("7", 7, "cb"), GONE, "cb:7", PEER, None, 1, []),
    (lambda: security.credit_based_refused(LOCAL, 7, 7), "key-size", "l2cap-le:0x0007", LOCAL, None, 1, [AGAIN]),
    (lambda: security.credit_based_refused(PEER, 5, 7), "encryption-below-level", "l2cap-le:0x0005",
     PEER, None, 1, [AGAIN]),
    (lambda: security.attribute_refused(PEER, 5, False, 7), "peer-requires-authentication", "att:0x05", PEER,
     ["ATT Error Response: Insufficient Authentication"], 3, [PAIR, "agent-on"]),
    (lambda: security.attribute_refused(LOCAL, 5, False, 7), "encryption-below-level", "att:0x05", LOCAL,
     None, 3, [PAIR, "agent-on"]),
    (lambda: security.attribute_refused(LOCAL, 0x0C, False, 7), "key-size", "att:0x0c", LOCAL,
     None, 2, [PAIR, "key-size-longest"]),
    (lambda: security.key_size_unreadable(1, 7), "encryption-below-level", "hci:0x01", LOCAL,
     ["Read Encryption Key Size: hci:0x01 Unknown HCI Command"], 1, []),
    (lambda: security.below_level(7), "encryption-below-level", "hci:0x05", LOCAL,
     ["Closed with Authentication Failure after encryption with E0"], 2, ["secure-connections-on"]),
    (lambda: detected("iso-on-acl", "ISO data", 7), "acl-as-iso", None, LOCAL, ["ISO data"], 1, []),
    (lambda: security.livelock(replace(ATTEMPT, failure=replace(FAILURE, record=7)), 5, "gateway"), "livelock",
     "smp:0x05", PEER, ["5 times in a row, shortly after one another", "The cause: It is mute"], 2, [PAIR]),
    (lambda: security.livelock(replace(ATTEMPT, failure=None, diagnosis=None), 5, "gateway"), "livelock", None, UNKNOWN,
     ["5 times in a row, shortly after one another"], 1, []),
    (lambda: security.oob_unused(7), "oob-missing", None, LOCAL,
     ["OOB data: not present, in the Pairing Response"], 1, []),
]  # fmt: skip
"""A finding, its cause, code and side, the words of its evidence where these are its own, its fixes, their keys."""


def given(found):
    """The finding that this makes, on a gateway."""
    found = found()
    return found.finding("gateway") if isinstance(found, Detected) else found


@pytest.mark.parametrize(("found", "cause", "code", "by", "evidence", "fixes", "keys"), FINDINGS)
def test_what_a_finding_says(found, cause, code, by, evidence, fixes, keys):
    found = given(found)
    assert (found.cause, found.code, found.by) == (cause, code, by)
    assert evidence is None or [one.text for one in found.evidence] == evidence
    assert found.evidence[0].record == (None if cause == "livelock" and code is None else 7)
    assert (len(found.fixes), [fix.action for fix in found.fixes if fix.action]) == (fixes, keys)
    assert ill_said(found) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (lambda: link.gone_before_pairing("", 3, 1), "A btmon log of the same moment"),
        (lambda: connect.not_connected(0x21, 1), "role"),
        (lambda: link.hung_up_after("Read Request", 1, 2), "Shortly after a request the peer"),
        (lambda: link.only_an_end(0x16, 1), "This gateway ended the link;"),
        (lambda: link.only_an_end(0x13, 1), "The peer ended the link;"),
        (lambda: link.only_an_end(0x08, 1), "The link ended;"),
        (lambda: link.closed_as_unauthentic(True, 1), "fell short of the level"),
        (lambda: link.closed_as_unauthentic(False, 1), "A capture that begins before the connection"),
        (lambda: connect.unreached(0x10, 1), "This gateway gave the connection up"),
        (lambda: connect.unreached(0x03, 1), "it gives no reason"),
        (lambda: connect.unreached(0x07, 1), "no room for one more connection"),
        (lambda: connect.unreached(0x04, 1), "out of range"),
        (lambda: security.channel_refused(LOCAL, 7, 1, 1), "This gateway refused a channel"),
        (lambda: security.channel_refused(PEER, None, 1, 1), "The peer refused a channel"),
        (lambda: security.channel_refused(UNKNOWN, None, 1, 1), "One side refused a channel"),
        (lambda: security.credit_based_refused(PEER, 7, 1), "a longer encryption key"),
        (lambda: security.credit_based_refused(PEER, 5, 1), "more security than this link has"),
        (
            lambda: security.livelock(ATTEMPT, 5, "gateway"),
            "It ended with smp:0x05 Pairing Not Supported each time",
        ),
    ],
)
def test_the_words_tell_the_case(found, words):
    assert words in f"{given(found).title}\n{given(found).explanation}"


def test_what_is_not_understood_is_quoted_in_part():
    found = given(lambda: whole_log.not_understood([(number, f"line {number}") for number in range(9)]))
    assert [(one.record, one.text) for one in found.evidence] == [(number, f"line {number}") for number in range(5)]


def test_what_comes_of_a_phy_collision_is_shown_at_both_records():
    assert [one.record for one in given(lambda: link.phy_collision(7, 9)).evidence] == [7, 9]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The link was lost", None), ("6 octets are few", None), ("`pairtui doctor` tells", None),
        ("The LE, BR/EDR and MGMT", None), ("", "it is empty"),
        ("the link was lost", "it begins with a small letter"),
        ("THE LINK WAS LOST", "its words are shouted"), ("XXThe link was lostXX", "it has marks of no language"),
        ("It is level None", "it names None"), ("None ended it. None came", None),
    ],
)  # fmt: skip
def test_how_people_write(text, fault):
    assert [found for found in faults(text) if found == fault] == ([fault] if fault else [])
    assert fault or faults(text) == []
