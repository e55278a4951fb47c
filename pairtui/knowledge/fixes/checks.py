"""Fixes of what stands in the way before a pairing, in the short words of a check."""

from pairtui.knowledge.fixes.row import GATEWAY, FixRow

FOR_CHECKS: dict[str, FixRow] = {
    "accept-without-sc": FixRow("Accept devices without Secure Connections too", GATEWAY, "secure-connections-on"),
    "switch-bredr-on": FixRow("Switch BR/EDR on", GATEWAY, "bredr-on"),
    "controller-mode-dual": FixRow("Set ControllerMode = dual, restart bluetoothd", GATEWAY),
    "switch-ssp-on": FixRow("Switch Secure Simple Pairing on", GATEWAY, "ssp-on"),
    "offer-keyboard-display": FixRow("Offer KeyboardDisplay", GATEWAY, "agent-take"),
    "make-visible": FixRow("Make this gateway visible while the device pairs: v", GATEWAY),
    "remove-or-repairing": FixRow(
        "Remove the bond here first, or set JustWorksRepairing = confirm in main.conf, restart bluetoothd", GATEWAY
    ),
    "accept-legacy": FixRow("Accept legacy pairing too", GATEWAY, "secure-connections-on"),
    "switch-le-on": FixRow("Switch LE on", GATEWAY, "le-on"),
    "accept-short-keys": FixRow("Accept keys from 7 octets on for this session", GATEWAY, "key-size-shortest"),
    "unblock-device": FixRow("Unblock it", GATEWAY, "unblock"),
    "wake-and-pairing-mode": FixRow("Wake it up, put it in pairing mode, bring it near"),
    "stop-scanner": FixRow("Stop it: `busctl list | grep -i blue` shows who is on BlueZ's bus", GATEWAY),
    "take-agent": FixRow("Make pairtui's agent the default", GATEWAY, "agent-take"),
    "plug-in": FixRow("Plug one in, or look for it in dmesg", GATEWAY),
    "register-agent": FixRow("Register pairtui's agent", GATEWAY, "agent-take"),
}
