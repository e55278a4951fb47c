"""What a pairing would come to for many pairs of sides, one line each in `outlooks.txt`; `make snapshots` writes it."""

import os
from itertools import product
from pathlib import Path

from pairtui.pairing.prediction.prediction import improvements, limit, predict
from pairtui.pairing.prediction.sides import GatewaySide, PeerOffer
from pairtui.protocol.messages.smp import IoCapability as Io

TABLE = Path(__file__).with_name("outlooks.txt")
PHONE, HEADSET, KEYBOARD = 0x5A020C, 0x200404, 0x002540
GATEWAYS = {
    "unknown": GatewaySide(),
    "all it has": GatewaySide("KeyboardDisplay", 1),
    "legacy": GatewaySide("KeyboardDisplay", 0, ssp=False),
    "only, level 4": GatewaySide("DisplayYesNo", 2, required=4),
    "level 3": GatewaySide("DisplayOnly", 1, required=3),
    "keys alone": GatewaySide("KeyboardOnly", 0, required=3, mitm=1),
    "nothing, level 3": GatewaySide("NoInputNoOutput", 1, required=3),
    "no agent": GatewaySide("", 1, mitm=0),
    "not bondable": GatewaySide("KeyboardDisplay", 1, bondable=False),
    "long keys": GatewaySide("DisplayYesNo", 1, key_sizes=(16, 16), oob=True),
}
PEERS = {
    "unknown": PeerOffer(),
    "a phone": PeerOffer(Io.KEYBOARD_DISPLAY, True, True),
    "a sensor": PeerOffer(Io.NO_INPUT_NO_OUTPUT, True, False),
    "an old sensor": PeerOffer(Io.NO_INPUT_NO_OUTPUT, False, False),
    "a keyboard": PeerOffer(Io.KEYBOARD_ONLY, False, True),
    "a display": PeerOffer(Io.DISPLAY_ONLY, True, None),
    "short keys": PeerOffer(Io.DISPLAY_YES_NO, True, True, key_size=7),
    "out of band": PeerOffer(Io.NO_INPUT_NO_OUTPUT, True, True, oob=True),
    "unknown, BR/EDR": PeerOffer(transport="bredr"),
    "a phone, BR/EDR": PeerOffer(Io.DISPLAY_YES_NO, True, True, transport="bredr", ssp=True, class_of_device=PHONE),
    "a headset": PeerOffer(Io.NO_INPUT_NO_OUTPUT, False, False, transport="bredr", ssp=True, class_of_device=HEADSET),
    "a headset with a PIN": PeerOffer(transport="bredr", ssp=False, class_of_device=HEADSET),
    "a keyboard with a PIN": PeerOffer(transport="bredr", ssp=False, class_of_device=KEYBOARD),
    "a keyboard, BR/EDR": PeerOffer(Io.KEYBOARD_ONLY, False, None, transport="bredr", ssp=True),
}


def shown(found):
    asked = (found.pairing, found.model, found.typist, found.level)
    return " ".join("?" if one is None else str(one) or "-" for one in asked) + (
        f" refused {found.refused}" if found.refused else "" if found.refused == "" else " refused?"
    )


def rows():
    for (here, gateway), (there, peer), role in product(GATEWAYS.items(), PEERS.items(), ("initiator", "responder")):
        found = predict(gateway, peer, role)
        better = "; ".join(
            f"{one.named(peer.transport)}: {shown(two)}" for one, two in improvements(gateway, peer, role)
        )
        yield f"{here} / {there} / {role}: {shown(found)} | {found.strongest} | {found.text} | {found.doing} | {better}"
    yield from (f"{there}: {limit(peer)}" for there, peer in PEERS.items())


def test_what_pairings_would_come_to():
    found = [row.rstrip() for row in rows()]
    if "PAIRTUI_UPDATE_PICTURES" in os.environ:
        TABLE.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    assert found == TABLE.read_text("utf-8").splitlines()
