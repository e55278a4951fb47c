"""What firmware on other stacks logs for a failed pairing: Zephyr's bt_security_err and Nordic's SoftDevice status."""

from pairtui.pairing.codes.code import Code, Table

_ZEPHYR = (
    ("BT_SECURITY_ERR_SUCCESS", "It worked."),
    (
        "BT_SECURITY_ERR_AUTH_FAIL",
        "SMP 0x01, 0x04, 0x0b or 0x0c, or HCI Authentication Failure: not the same digits or keys.",
    ),
    (
        "BT_SECURITY_ERR_PIN_OR_KEY_MISSING",
        "One side has no key for this bond: remove it on both sides and pair again.",
    ),
    ("BT_SECURITY_ERR_OOB_NOT_AVAILABLE", "SMP 0x02: out-of-band data is required and missing."),
    (
        "BT_SECURITY_ERR_AUTH_REQUIREMENT",
        "SMP 0x03 or 0x06: the level asked for cannot be reached with these IO capabilities or this key size.",
    ),
    ("BT_SECURITY_ERR_PAIR_NOT_SUPPORTED", "SMP 0x05 or 0x07: the other side does not pair, or not now."),
    ("BT_SECURITY_ERR_PAIR_NOT_ALLOWED", "SMP 0x09, 0x0d or 0x0e, or the application's pairing_accept said no."),
    ("BT_SECURITY_ERR_INVALID_PARAM", "SMP 0x0a: a parameter was refused."),
    ("BT_SECURITY_ERR_KEY_REJECTED", "SMP 0x0f: a distributed key was refused."),
    (
        "BT_SECURITY_ERR_UNSPECIFIED",
        "SMP 0x08, or anything that has no number of its own: a link that was lost while pairing, a collision of link "
        "layer procedures (0x23, 0x2a), an SMP timeout. The disconnect reason logged beside it tells which.",
    ),
)

ZEPHYR: Table = {number: Code("zephyr", number, *texts) for number, texts in enumerate(_ZEPHYR)}
"""`err` of security_changed and pairing_failed; logged as a plain number (`level 1 err 9`)."""

_SEC_STATUS = "BLE_GAP_SEC_STATUS_"

_NORDIC = {
    0x00: ("SUCCESS", "It worked."),
    0x01: ("TIMEOUT", "No answer within the 30 seconds of SMP."),
    0x02: ("PDU_INVALID", "A malformed SMP PDU came in."),
    0x81: ("PASSKEY_ENTRY_FAILED", "SMP 0x01."),
    0x82: ("OOB_NOT_AVAILABLE", "SMP 0x02."),
    0x83: ("AUTH_REQ", "SMP 0x03: the required protection cannot be had with these IO capabilities."),
    0x84: ("CONFIRM_VALUE", "SMP 0x04: most often the wrong passkey."),
    0x85: ("PAIRING_NOT_SUPP", "SMP 0x05: the other side does not pair, or not now."),
    0x86: ("ENC_KEY_SIZE", "SMP 0x06."),
    0x87: ("SMP_CMD_UNSUPPORTED", "SMP 0x07."),
    0x88: ("UNSPECIFIED", "SMP 0x08: the sender gives no reason; where in the exchange it comes tells more."),
    0x89: ("REPEATED_ATTEMPTS", "SMP 0x09: too little time since the last attempt."),
    0x8A: ("INVALID_PARAMS", "SMP 0x0a."),
    0x8B: ("DHKEY_FAILURE", "SMP 0x0b."),
    0x8C: ("NUM_COMP_FAILURE", "SMP 0x0c: the comparison was not confirmed."),
    0x8D: ("BR_EDR_IN_PROG", "SMP 0x0d."),
    0x8E: ("X_TRANS_KEY_DISALLOWED", "SMP 0x0e."),
}

NORDIC: Table = {
    number: Code("nordic", number, _SEC_STATUS + name, meaning) for number, (name, meaning) in _NORDIC.items()
}
"""`auth_status` of BLE_GAP_EVT_AUTH_STATUS: 0x80 more than the SMP reason (ble_gap.h of the SoftDevice)."""
