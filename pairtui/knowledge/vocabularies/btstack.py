"""BTstack of BlueKitchen: its examples' words for SM_EVENT_PAIRING_COMPLETE and SM_EVENT_REENCRYPTION_COMPLETE."""

import re

from pairtui.knowledge.vocabularies.vocabulary import CODE, Says, Vocabulary, row

_STEP = "authentication or encryption"

ROWS = (
    row("pairing failed", rf"Pairing failed, authentication failure with reason[ =:]+{CODE}", Says.FAILED, "smp"),
    row("pairing failed, reason", rf"Pairing failed, reason = {CODE}", Says.FAILED, "smp", step="authentication", common=True),
    row("pairing failed, timeout", r"Pairing failed, timeout", Says.FAILED, "nordic", code=0x01, step=_STEP),
    row("pairing failed, disconnected", r"Pairing failed, disconnected", Says.FAILED, "hci", code=0x13, by="peer", step=_STEP),
    row("bonding information missing", r"Re-encryption failed, bonding information missing", Says.FAILED, "hci", code=0x06, by="peer", step="encryption", role="initiator"),
    row("re-encryption failed", r"Re-encryption failed, timeout", Says.FAILED, "hci", code=0x08, step="encryption"),
    row("re-encryption failed", r"Re-encryption failed, disconnected", Says.FAILED, "hci", code=0x13, by="peer", step="encryption"),
    row("pairing complete, success", r"Pairing complete, success", Says.PAIRED),
    row("re-encryption complete", r"Re-encryption complete, success", Says.ENCRYPTED),
    row("identity resolving failed", r"Identity resolving failed\b[^\n]*", Says.HARMLESS),
    row("failed to", r"Failed to (?:inquiry name for|create virtual device)\b[^\n]*", Says.HARMLESS, common=True),
    row("pairing started", r"\bPairing started\b", Says.BEGUN, common=True),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "btstack",
    "BTstack (BlueKitchen), Pico SDK",
    "microcontroller",
    "bluekitchen/btstack: example/sm_pairing_central.c, sm_pairing_peripheral.c, hog_host_demo.c (1.6); "
    "ricardoquesada/bluepad32: src/components/bluepad32/bt (4.2)",
    re.compile(
        r"BTstack|Bluepad32|\buni_(?:hid_device|bt)_\w+|\bLOG -- \w+\.c\.[0-9]|Re-encryption (?:failed|complete),|Pairing failed, authentication failure with"
    ),
    ROWS,
)
