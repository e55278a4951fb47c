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
    assert not gone("Connection terminated by remote host (0x03)")
