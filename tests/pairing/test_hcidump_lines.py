"""hcidump's text, whose events of LE have no codes and whose commands often lack their fields."""

import pytest

from tests.pairing.pasted import read

CONNECTED = """\
> HCI Event: LE Meta Event (0x3e) plen 19
    LE Connection Complete
      status 0x00 handle 64, role {role}
      bdaddr C0:11:22:33:44:55 (Random)
"""
REFUSED = """\
< HCI Command: LE Start Encryption (0x08|0x0019) plen 28
> HCI Event: Command Status (0x0f) plen 4
    LE Start Encryption (0x08|0x0019) status 0x00 ncmd 1
> HCI Event: Encrypt Change (0x08) plen 4
    status 0x06 handle 64 encrypt 0x00
    Error: PIN or Key Missing
"""


def test_a_command_without_its_handle_is_on_the_link_that_came_up():
    (attempt,) = read(CONNECTED.format(role="master") + REFUSED).attempts.values()
    assert (attempt.peer.address, attempt.peer.address_type) == ("C0:11:22:33:44:55", "random")
    assert (attempt.role, attempt.failure.code, attempt.diagnosis.cause) == (
        "initiator",
        "hci:0x06",
        "peer-bond-missing",
    )
    assert any(step.detail == "a stored key" for step in attempt.steps)  # its kind is not told


@pytest.mark.parametrize(("word", "role"), [("master", "initiator"), ("slave", "responder")])
def test_the_role_is_told_by_hcidumps_words(word, role):
    asked = "< ACL data: handle 64 flags 0x00 dlen 6\n    SMP: Security Request (0x0b)\n"
    failed = "> ACL data: handle 64 flags 0x02 dlen 6\n    SMP: Pairing Failed (0x05)\n      reason 0x08\n"
    (attempt,) = read(CONNECTED.format(role=word) + asked + failed).attempts.values()
    assert attempt.role == role


def gone(reason):
    return read(f"""\
@ MGMT Event: Device Disconnected (0x000c) plen 8     {{0x0001}} [hci0] 23.067393
        LE Address: C0:11:22:33:44:55 (Static)
        Reason: {reason}
""").findings


def test_the_kernels_word_on_a_links_end_is_told_where_nothing_else_is():
    (found,) = gone("Connection terminated due to authentication failure (0x04)")
    assert (found.cause, found.code, found.by) == ("peer-bond-missing", "mgmt-disc:0x04", "peer")
    (found,) = gone("Connection timeout (0x01)")
    assert (found.cause, found.code) == ("link-lost", "hci:0x08")
    (found,) = gone("Connection terminated by remote host (0x03)")
    assert (found.cause, found.code, found.by) == ("application-disconnect", "mgmt-disc:0x03", "peer")


ASKED = """\
< HCI Command: Authentication Requested (0x01|0x0011) plen 2
    handle 12
> HCI Event: Link Key Request (0x17) plen 6
    bdaddr 00:11:22:33:44:55
< HCI Command: Link Key Request Negative Reply (0x01|0x000c) plen 6
    bdaddr 00:11:22:33:44:55
"""


def test_the_one_link_whose_address_is_not_told_is_that_of_the_device_that_is_asked_for():
    log = (
        ASKED
        + """\
> HCI Event: PIN Code Request (0x16) plen 6
    bdaddr 00:11:22:33:44:55
< HCI Command: Disconnect (0x01|0x0006) plen 3
    handle 12 reason 0x13
> HCI Event: Disconn Complete (0x05) plen 4
    status 0x00 handle 12 reason 0x16
"""
    )
    (attempt,) = read(log).attempts.values()
    assert (attempt.peer.address, attempt.failure.code, attempt.failure.by) == (
        "00:11:22:33:44:55",
        "hci:0x16",
        "local",
    )
    assert (attempt.diagnosis.cause, attempt.diagnosis.confidence) == ("prompt-timeout", "possible")


def test_a_device_that_hangs_up_after_a_key_request_that_was_denied_has_a_bond_that_is_gone_here():
    (attempt,) = read("""\
> HCI Event: Connect Complete (0x03) plen 11
    status 0x00 handle 12 bdaddr 00:11:22:33:44:55 type ACL encrypt 0x00
> HCI Event: Command Complete (0x0e) plen 10
    Link Key Request Negative Reply (0x01|0x000c) ncmd 1
    status 0x00 bdaddr 00:11:22:33:44:55
> HCI Event: Disconn Complete (0x05) plen 4
    status 0x00 handle 12 reason 0x13
""").attempts.values()
    assert (attempt.role, attempt.diagnosis.cause, attempt.diagnosis.confidence) == (
        "unknown",
        "local-bond-missing",
        "possible",
    )


def test_a_link_key_that_the_phone_refuses_at_once_is_no_good_pairing():
    (attempt,) = read("""\
> HCI Event: PIN Code Request (0x16) plen 6
    bdaddr 00:1B:2C:3D:4E:5F
< HCI Command: PIN Code Request Reply (0x01|0x000d) plen 23
    bdaddr 00:1B:2C:3D:4E:5F len 4 pin '1234'
> HCI Event: Link Key Notification (0x18) plen 23
    bdaddr 00:1B:2C:3D:4E:5F key 00112233445566778899AABBCCDDEEFF type 1
> HCI Event: Disconn Complete (0x05) plen 4
    status 0x00 handle 41 reason 0x29
    Reason: Pairing with Unit Key Not Supported
""").attempts.values()
    assert (attempt.outcome, attempt.failure.code, attempt.failure.by) == ("failed", "hci:0x29", "peer")


def test_octets_alone_are_decoded_as_hcidump_x_writes_them():
    (attempt,) = read("""\
< HCI Command: Create Connection (0x01|0x0005) plen 13
  5F 4E 3D 2C 1B 00 18 CC 02 00 00 00 01
> HCI Event: PIN Code Request (0x16) plen 6
  5F 4E 3D 2C 1B 00
< HCI Command: PIN Code Request Negative Reply (0x01|0x000e) plen 6
  5F 4E 3D 2C 1B 00
> HCI Event: Connect Complete (0x03) plen 11
  06 29 00 5F 4E 3D 2C 1B 00 01 00
""").attempts.values()
    assert (attempt.peer.address, attempt.failure.code, attempt.failure.by) == (
        "00:1B:2C:3D:4E:5F",
        "hci:0x06",
        "local",
    )


@pytest.mark.parametrize(("status", "attempts"), [("0x05", 1), ("0x06", 2)])
def test_the_end_that_names_a_handle_is_that_of_the_one_that_names_the_device(status, attempts):
    model = read(
        "> HCI Event: Simple Pairing Complete (0x36) plen 7\n    status 0x05 bdaddr 00:11:22:33:44:55\n"
        f"> HCI Event: Auth Complete (0x06) plen 3\n    status {status} handle 12\n"
    )
    assert len(model.attempts) == attempts


OWN_PAIRING = """\
< ACL data: handle 64 flags 0x00 dlen 11
    SMP: Pairing Request (0x01)
      capability 0x03 oob 0x00 auth req 0x01
< ACL data: handle 64 flags 0x00 dlen 9
    ATT: Error (0x01)
      Error: Request not supported (6)
      {asked} on handle 0x0000
> ACL data: handle 64 flags 0x02 dlen 6
    SMP: Pairing Failed (0x05)
      reason 0x08
"""


@pytest.mark.parametrize(
    ("asked", "cause"), [("Error (0x01)", "two-stacks"), ("Read req (0x0a)", "peer-not-in-pairing-mode")]
)
def test_an_error_that_is_refused_names_a_second_program_on_the_link(asked, cause):
    (attempt,) = read(CONNECTED.format(role="master") + OWN_PAIRING.format(asked=asked)).attempts.values()
    assert attempt.diagnosis.cause == cause
