"""Causes in the link layer: procedures of the two controllers that get into each other's way."""

from pairtui.knowledge.causes.cause import Cause, Text

CAUSES = (
    Cause(
        id="phy-update-collision",
        title="Two link layer procedures collided",
        side="unknown",
        texts=(
            Text(
                "Security failed and the link fell silent: often a PHY update that collided with the pairing",
                "Zephyr's error 9 has no reason of its own, and reason 8 is the supervision timeout: one side stopped "
                "answering while security was being set up. Hosts that cannot resolve a PHY update during encryption "
                "do that; lost radio contact looks the same.",
                when="micro-log + hci:0x08",
            ),
            Text(
                "Security failed without a reason: often the link was lost, or a PHY update collided with the pairing",
                "Zephyr's error 9 has no reason of its own; it stands for SMP 0x08, an SMP timeout, or one side that "
                "stopped answering while security was being set up. The reason of the disconnection, logged beside it, "
                "would say more.",
                when="micro-log",
            ),
            Text(
                "A PHY update met the start of encryption, and encryption never came on",
                "One side asked for encryption and the other for another PHY before it was on. Neither procedure "
                "ended: one of the controllers does not cope with both at once.",
                when="encryption-never-on",
                fixes=("auto-phy", "one-phy"),
            ),
            Text(
                "A PHY update collided with the pairing",
                "One side started a PHY update while encryption started or the pairing exchanged its keys, and one of "
                "the controllers does not cope with both at once: the link goes silent or is closed.",
            ),
        ),
        supports={
            "hci:0x23 + phy-seen": 22,
            "hci:0x2a + phy-seen": 22,
            "ll:0x23 + phy-seen": 22,
            "ll:0x2a + phy-seen": 22,
            "hci:0x23": 12,
            "hci:0x2a": 12,
            "ll:0x23": 12,
            "ll:0x2a": 12,
            "hci:0x08 + phy-overlap": 16,
            "hci:0x22 + phy-overlap": 16,
            "hci:0x28 + phy-overlap": 16,
            "ll:0x08 + phy-overlap": 16,
            "ll:0x13 + phy-overlap": 16,
            "ll:0x16 + phy-overlap": 16,
            "ll:0x22 + phy-overlap": 16,
            "ll:0x28 + phy-overlap": 16,
            "encryption-never-on + phy-overlap": 16,
            "hci:0x08 + phy-seen": 4,
            "hci:0x28": 4,
            "zephyr:0x09": 4,
            "micro-log + hci:0x08 + security-failed-line": 9,
            "windows:0x09": 2,
        },
        fixes=("pair", "auto-phy", "one-phy", "sniff if micro-log"),
        settles="an air capture, or the central's HCI log",
    ),
)
