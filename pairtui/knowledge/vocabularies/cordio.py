"""Cordio of Arm and Packetcraft, in Mbed OS and on Ambiq and Maxim: its samples' words and its device manager's events."""

import re

from pairtui.knowledge.vocabularies.vocabulary import (
    CODE,
    LAST_OF_HCI,
    SMP_TIMEOUT,
    Says,
    Statement,
    Vocabulary,
    computed,
    row,
)

_LAST_OF_SMP, _TIMEOUT = 0x0E, 0xE1
"""SMP's reasons stand as they are; SMP_ERR_TIMEOUT is one of its own."""


def _failed(status: int) -> Statement | None:
    if 0 < status <= _LAST_OF_SMP:
        return Statement(Says.FAILED, "smp", status)
    return Statement(Says.FAILED, *SMP_TIMEOUT) if status == _TIMEOUT else None


def _unencrypted(status: int) -> Statement | None:
    """HCI's error."""
    return Statement(Says.FAILED, "hci", status, step="encryption") if 0 < status <= LAST_OF_HCI else None


ROWS = (
    computed("fail", rf"(?:DM_SEC_PAIR_FAIL_IND|Secure pairing failed)[^\n]{{0,20}}?(?:status)?[ :=(]{{1,3}}{CODE}", _failed),
    computed("encrypt_fail", rf"DM_SEC_ENCRYPT_FAIL_IND[^\n]{{0,20}}?status[ :=(]{{1,3}}{CODE}", _unencrypted),
    row("fail", r">>> Pairing failed <<<|DM_SEC_PAIR_FAIL_IND", Says.FAILED, "cordio", code="PairFail"),
    row("fail", r">>> Encryption failed <<<|DM_SEC_ENCRYPT_FAIL_IND", Says.FAILED, "cordio", code="EncryptFail", step="encryption"),
    row("setlinksecurity", r"Error during SM::setLinkSecurity \d+", Says.FAILED, "firmware", code="SetLinkSecurity", by="local", step="security request"),
    row("pair", r">>> Pairing completed successfully <<<|DM_SEC_PAIR_CMPL_IND", Says.PAIRED),
    row("encrypt", r">>> Connection encrypted <<<|DM_SEC_ENCRYPT_IND", Says.ENCRYPTED),
    row("pair", r"DM_SEC_PAIR_IND|pairing request received: use_oob", Says.BEGUN, role="responder"),
    row(">>> passkey|dm_sec_", r">>> Passkey|DM_SEC_(?:AUTH_REQ|COMPARE)_IND|DM_SEC_CALC", Says.ASKED),
    row("connection opened", r">>> Connection opened <<<", Says.CONNECTED),
    row("security request", r"send slave security request|Initiate security request", Says.BEGUN, role="responder"),
    row("smpsmexecute", r"smpSmExecute event=\d+ state=\d+", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "cordio",
    "Cordio (Mbed OS, Ambiq, Maxim)",
    "microcontroller",
    "Packetcraft Cordio: ble-host/include/dm_api.h (DM_SEC_…), smp_defs.h (SMP_ERR_…), ble-profiles app_ui.c; Mbed OS 6 "
    "connectivity/FEATURE_BLE SecurityManager.cpp",
    re.compile(
        r"\b(?:smp|dm|hci|att)[A-Z]\w+(?:Execute|TxAclStart|Cback)\b|\bDM_SEC_[A-Z_]+_IND\b|\[BL(?:SM|CO|GP|E )\]|>>> (?:Pairing|Connection|Encryption) [a-z ]+ <<<"
    ),
    ROWS,
)
