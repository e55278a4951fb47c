"""What a controller's question for a link key and this host's answer make of the authentication's end."""

import pytest

from tests.pairing.pasted import HEADSET, read

ASKED = f"""\
< HCI Command: Authentication Requested (0x01|0x0011) plen 2   #2 [hci0] 1.100000
        Handle: 11 Address: {HEADSET}
> HCI Event: Link Key Request (0x17) plen 6   #3 [hci0] 1.110000
        Address: {HEADSET}
"""
WITH_KEY = f"""\
< HCI Command: Link Key Request Reply (0x01|0x000b) plen 22   #4 [hci0] 1.120000
        Address: {HEADSET}
        Link key: 00112233445566778899aabbccddeeff
"""
WITHOUT = f"""\
< HCI Command: Link Key Request Negative Reply (0x01|0x000c) plen 6   #4 [hci0] 1.120000
        Address: {HEADSET}
"""
ENDED = """\
> HCI Event: Auth Complete (0x06) plen 3   #5 [hci0] 1.200000
        Status: {}
        Handle: 11
"""


@pytest.mark.parametrize(
    ("answer", "status", "cause", "side", "words"),
    [
        (WITH_KEY, "PIN or Key Missing (0x06)", "peer-bond-missing", "peer", "no longer has the bond"),
        (
            WITH_KEY,
            "Authentication Failure (0x05)",
            "peer-bond-missing",
            "unknown",
            "link keys of the two sides differ",
        ),
        (WITHOUT, "PIN or Key Missing (0x06)", "local-bond-missing", "local", "has no link key for the peer"),
    ],
)
def test_who_has_the_key(answer, status, cause, side, words):
    (attempt,) = read(ASKED + answer + ENDED.format(status)).attempts.values()
    assert (attempt.diagnosis.cause, attempt.failure.by) == (cause, side)
    assert words in attempt.diagnosis.title
    assert not {other.cause for other in attempt.diagnosis.alternatives} & {"ssp-failed", "wrong-pin"}
