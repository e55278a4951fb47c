"""Bonds: lost at the peer, mended by a digit key, removed from the audit of bonds."""

from console import Console
from control import Put
from observers import AirRecording, bluez, bonded_on_disk, until
from scenario import expect_analysis, expect_verdict, pair


def test_bond_lost_at_the_peer_and_its_fix(console: Console, peer: Put, air: AirRecording) -> None:
    scale = peer("jw-sc")
    pair(console, scale)
    console.wait_for("✓ paired level 2")

    scale.do("forget")
    scale.do("disconnect")
    until(lambda: bluez(scale.address, "Connected") is False, "bluetoothd sees the disconnection")
    console.press("o")
    title = "The peer no longer has the bond that this gateway uses"
    expect_verdict(console, "hci:0x06", "peer", "encryption", "peer-bond-missing", title)
    expect_analysis(air, "hci:0x06", "peer", "encryption", "peer-bond-missing")
    assert bluez(scale.address, "Paired") is True, "bluetoothd keeps its half"

    console.press(console.find(r"\[(\d)\] Remove the bond")[1])
    console.wait_for("Remove the bond and pair again?", scale.address)
    console.press("y")
    console.wait_for("✓ paired level 2", timeout=30)
    assert bluez(scale.address, "Paired") is True
    assert bonded_on_disk(scale.address)
    assert scale.do("bonds"), "the peer has its half again"

    console.press("B")
    audited = f"{scale.address} · LE · level 2 · P-256, unauthenticated, 16 octets"
    console.wait_for("─ Bonds · ", audited)
    console.press("u")
    console.wait_for("Remove the bond?", scale.address)
    console.press("enter")
    console.wait_for("Nothing was changed.")
    assert bonded_on_disk(scale.address)
    console.press("u")
    console.wait_for("Remove the bond?")
    console.press("y")
    console.wait_until_gone("Remove the bond?")  # which hides what is under it
    console.wait_until_gone(audited)
    assert bluez(scale.address, "Paired") is not True
    assert not bonded_on_disk(scale.address)
