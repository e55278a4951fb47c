"""A trace that went through the journal, or whose colours lost their escape character, is read as it was written."""

import pytest

from pairtui.protocol.text.unmangle import Unmangler
from tests.pairing.pasted import read, verdicts

TRACE = (
    "> ACL Data RX: Handle 64 flags 0x02 dlen 11  #1 [hci0] 1.000000\n"
    "      SMP: Pairing Request (0x01) len 6\n"
    "        IO capability: NoInputNoOutput (0x03)\n"
    "        OOB data: Authentication data not present (0x00)\n"
    "        Authentication requirement: Bonding, No MITM, SC, No Keypresses (0x09)\n"
    "        Max encryption key size: 16\n"
    "        Initiator key distribution: EncKey (0x01)\n"
    "        Responder key distribution: EncKey (0x01)\n"
    "< ACL Data TX: Handle 64 flags 0x00 dlen 6  #2 [hci0] 1.100000\n"
    "      SMP: Pairing Failed (0x05) len 1\n"
    "        Reason: Pairing not supported (0x05)\n"
)
READ = [("smp:0x05", "local")]


@pytest.mark.parametrize(
    "posted",
    [
        pytest.param(lambda line: line, id="as written"),
        pytest.param(lambda line: f"Nov 27 10:11:12 gw btmon[712]: {line.strip()}", id="journal"),
        pytest.param(lambda line: f"2026-11-27T10:11:12+0100 gw btmon[712]: {line}", id="journal, ISO times"),
        pytest.param(lambda line: f"[0;35m{line}[0m", id="colours without escape"),
        pytest.param(lambda line: f"\x1b[0;35m{line}\x1b[0m", id="colours"),
    ],
)
def test_what_was_put_around_the_lines_changes_no_verdict(posted):
    failed, _ = verdicts("".join(posted(line) + "\n" for line in TRACE.splitlines()))
    assert [each[:2] for each in failed] == READ


@pytest.mark.parametrize(
    "line",
    [
        "[FONT=monospace][COLOR=#000000]bluetoothd[7657]: connect [/COLOR][B]error[/B]: Host is down (112)[/FONT]",
        "[code]bluetoothd[7657]: connect [color=red]error[/color]: Host is down (112)[/code]",
        "bluetoothd[7657]: connect error: Host is down (112)",
    ],
)
def test_the_markup_of_a_forum_is_no_part_of_a_line(line):
    assert verdicts(f"{line}\n") == ([], [("connect-failed", None)])


def test_an_index_in_brackets_is_no_markup_of_a_forum():
    assert Unmangler().feed(b"a[i] = b[u] / path[/home]\n", final=True) == "a[i] = b[u] / path[/home]\n"


@pytest.mark.parametrize("stamp", ["nov. 27 04:45:06", "déc. 06 03:24:07", "1월 12 09:57:29", "mai 09 21:15:39"])
def test_the_date_of_another_language_begins_a_line(stamp):
    model = read(
        f"{stamp} gateway-of-the-house bluetoothd[515]: src/adapter.c:x() Failed to set mode: Failed (0x03)\n"
        f"{stamp} gateway-of-the-house kded6[1016]: something else that is no part of the line before it\n"
    )
    (found,) = model.findings
    assert "kded6" not in found.evidence[0].text


def test_the_kernel_s_next_line_is_no_rest_of_the_one_before():
    (found,) = read(
        "kernel: Bluetooth: hci0: killing stalled connection C0:11:22:33:44:55 that is long\n"
        "kernel: BUG: unable to handle kernel NULL pointer dereference at\n"
    ).findings
    assert "BUG" not in found.evidence[0].text
