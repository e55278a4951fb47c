"""What hosts on microcontrollers say beside SMP, HCI and ATT: NimBLE's own errors, Bluedroid's own pairing errors."""

from pairtui.knowledge.codes.code import Code, Table

BLUEDROID_BASE = 0x4D
"""What Bluedroid adds to a reason of SMP: BTA_DM_AUTH_FAIL_BASE, HCI_ERR_MAX_ERR (0x43) and 10."""

_NIMBLE = """
1 EAGAIN Try again.
2 EALREADY It is under way, or done, already.
3 EINVAL An argument is wrong.
4 EMSGSIZE The buffer is too small.
5 ENOENT There is no such entry: for encryption, no bond with this peer is stored here.
6 ENOMEM There is no memory left.
7 ENOTCONN There is no link: it ended before the procedure did.
8 ENOTSUP This build or the peer cannot do it.
9 EAPP The application's callback said no.
10 EBADDATA The peer sent something malformed.
11 EOS The operating system failed.
12 ECONTROLLER The controller sent something malformed.
13 ETIMEOUT The procedure timed out: 30 seconds of SMP, or no answer to the connection.
14 EDONE The procedure has ended.
15 EBUSY Another procedure is under way.
16 EREJECT The peer refused the connection parameters.
17 EUNKNOWN Something failed; there is no reason.
18 EROLE The other role would be needed.
19 ETIMEOUT_HCI The controller did not answer a command.
20 ENOMEM_EVT The controller dropped an event: no memory.
21 ENOADDR An identity address is needed, and there is none.
22 ENOTSYNCED The host is not yet in step with its controller.
23 EAUTHEN An attribute needs authentication.
24 EAUTHOR An attribute needs authorization.
25 EENCRYPT An attribute needs encryption.
26 EENCRYPT_KEY_SZ The encryption key is too short for an attribute.
27 ESTORE_CAP The store of bonds is full: delete one (ble_store_util_delete_oldest_peer), or allow more.
28 ESTORE_FAIL The store of bonds failed.
29 EPREEMPTED Another procedure took its place.
30 EDISABLED The host is switched off.
31 ESTALLED A procedure made no progress.
"""


def _nimble(line: str) -> Code:
    number, name, meaning = line.split(" ", 2)
    return Code("nimble", int(number), f"BLE_HS_{name}", meaning)


NIMBLE: Table = {code.number: code for code in map(_nimble, _NIMBLE.strip().splitlines())}
"""NimBLE's own errors (ble_hs.h); above 0x100 they are another layer's with a base added."""

_BLUEDROID = (
    ("INTERNAL_ERR", "The stack itself failed."),
    ("UNKNOWN_IO", "The IO capabilities give no association model."),
    ("INIT_FAIL", "The pairing could not be begun."),
    ("CONFIRM_FAIL", "The confirm value of the peer does not fit."),
    ("BUSY", "Another pairing or security request is under way."),
    (
        "ENC_FAIL",
        "The link could not be encrypted: most often the peer has lost the bond (HCI 0x06) and this side still has it.",
    ),
    ("STARTED", "The pairing has begun already."),
    ("RSP_TIMEOUT", "No answer within the 30 seconds of SMP."),
    ("DIV_NOT_AVAIL", "There is no diversifier for the key."),
    ("UNSPEC_ERR", "There is no reason."),
    ("CONN_TOUT", "The link was lost while pairing."),
)

BLUEDROID: Table = {
    number: Code("bluedroid", number, f"ESP_AUTH_SMP_{name}", meaning)
    for number, (name, meaning) in enumerate(_BLUEDROID, BLUEDROID_BASE + 0x0F)
}
"""`fail_reason` of ESP_GAP_BLE_AUTH_CMPL_EVT above the reasons of SMP (esp_gap_ble_api.h: 92 to 102)."""

_NRF = """
0x0001 ERROR_SVC_HANDLER_MISSING The SoftDevice does not know this call.
0x0002 ERROR_SOFTDEVICE_NOT_ENABLED The SoftDevice is not running.
0x0003 ERROR_INTERNAL The SoftDevice itself failed.
0x0004 ERROR_NO_MEM No memory is left for it: for one more link, pairing or event.
0x0005 ERROR_NOT_FOUND There is no such entry: a bond, key or attribute.
0x0006 ERROR_NOT_SUPPORTED It cannot do this, or not in this role: for a pairing, bonding is switched off.
0x0007 ERROR_INVALID_PARAM A parameter is wrong: for a pairing, the security parameters do not fit together.
0x0008 ERROR_INVALID_STATE Not allowed now: there is no link, or another pairing or encryption is under way.
0x0009 ERROR_INVALID_LENGTH A length is wrong.
0x000a ERROR_INVALID_FLAGS Flags do not fit together.
0x000b ERROR_INVALID_DATA The data are wrong.
0x000c ERROR_DATA_SIZE The data are too large.
0x000d ERROR_TIMEOUT The time is up: after a timeout of SMP nothing more is paired until there is a new link.
0x000e ERROR_NULL A pointer is missing.
0x000f ERROR_FORBIDDEN It is forbidden.
0x0010 ERROR_INVALID_ADDR An address in memory is wrong.
0x0011 ERROR_BUSY Another procedure is under way: try again when it has ended.
0x0012 ERROR_CONN_COUNT There are as many links as there may be.
0x0013 ERROR_RESOURCES Not enough resources, such as buffers for what is to be sent.
0x0086 ERROR_STORAGE_FULL The flash has no room for it: its garbage is to be collected, or an old bond deleted.
0x3001 BLE_ERROR_NOT_ENABLED Bluetooth is not switched on.
0x3002 BLE_ERROR_INVALID_CONN_HANDLE There is no such link: it has ended.
0x3003 BLE_ERROR_INVALID_ATTR_HANDLE There is no such attribute.
0x3004 BLE_ERROR_INVALID_ADV_HANDLE There is no such advertising set.
0x3005 BLE_ERROR_INVALID_ROLE The other role would be needed.
0x3006 BLE_ERROR_BLOCKED_BY_OTHER_LINKS Other links leave no time for this one.
"""


def _nrf(line: str) -> Code:
    number, name, meaning = line.split(" ", 2)
    return Code("nrf", int(number, 16), name if name.startswith("BLE") else f"NRF_{name}", meaning)


NRF: Table = {code.number: code for code in map(_nrf, _NRF.strip().splitlines())}
"""What a call of the SoftDevice or of the nRF5 SDK returned (nrf_error.h, ble_err.h of S132 7, sdk_errors.h)."""

_MICROPYTHON = {
    "DeviceDisconnectedError": "The link ended before it was encrypted, out of range or because the pairing failed: "
    "aioble keeps no reason.",
    "TimeoutError": "The link was not encrypted in time (20 seconds unless `timeout_ms` says more). aioble does not "
    "hear that a pairing failed, so a refusal looks the same.",
}

MICROPYTHON: Table = {name: Code("micropython", name, name, meaning) for name, meaning in _MICROPYTHON.items()}
"""What `pair()` of MicroPython's aioble raises (aioble/device.py, aioble/security.py)."""

_CORDIO = {
    "PairFail": "The pairing failed, and the log gives no reason: DM_SEC_PAIR_FAIL_IND carries it as its status.",
    "EncryptFail": "The link could not be encrypted: most often one of the two sides has lost the key.",
}

CORDIO: Table = {name: Code("cordio", name, name, meaning) for name, meaning in _CORDIO.items()}
"""What the samples of Cordio print of DM_SEC_PAIR_FAIL_IND and DM_SEC_ENCRYPT_FAIL_IND (app_ui.c)."""

_ESPHOME = {
    "PairingNotAvailable": "The proxy's ESPHome is older than its support for pairing, so it can only connect.",
    "NotConnected": "The proxy has no link to the device: it could not be made, or had ended.",
    "NoSlot": "Every adapter and proxy that hears the device has as many connections as it can hold.",
    "ConnectTimeout": "The proxy did not report a link to the device in time.",
}

ESPHOME: Table = {name: Code("esphome", name, name, meaning) for name, meaning in _ESPHOME.items()}
"""What Home Assistant says of a Bluetooth proxy of ESPHome (bleak_esphome client.py, habluetooth wrappers.py)."""

_FIRMWARE = {
    "ERR_SEC": "RN4870: the module could not secure the link.",
    "BLEAUTHCMPL": "ESP-AT: the pairing or the encryption failed.",
    "UUBTB=2": "u-blox: the authentication or the pairing failed.",
    "UUBTB=3": "u-blox: protection against a man in the middle cannot be had with these two IO capabilities.",
    "PairingUnsuccessful": "NXP: the pairing failed with a result that the program does not print.",
    "LlConnectionEncryptionFailure": "NXP: the link could not be encrypted.",
    "SetLinkSecurity": "Mbed OS: the program could not ask for security (ble_error_t).",
    "LlReject": "Wireshark: the link layer refused to encrypt; the packet's details have the reason.",
    "DisconnectComplete": "Wireshark: the link ended; the packet's details have the reason.",
    "PairTimeout": "btferret: the other side did not pair in the time that the server waits for it.",
    "BondRejected": "TI (bleGAPBondRejected): the stored key does not serve: one side has none, cannot encrypt or is "
    "silent.",
    "BondSaveFailed": "TI: the new bond could not be stored: there is no room for it, or the flash failed.",
    "LevelFourOnly": "Telink (PAIRING_FAIL_REASON_SUPPORT_NC_ONLY): the firmware takes Secure Connections with "
    "protection against a man in the middle only, the pairing would have been legacy or Just Works. It sends the peer "
    "Unspecified Reason (0x08).",
    "PairingFailed": "STM32WB, BlueNRG: the pairing failed with a reason of SMP that the program does not print.",
}

FIRMWARE: Table = {
    name: Code("firmware", name, name, f"{meaning} It says no more.") for name, meaning in _FIRMWARE.items()
}
FIRMWARE |= {
    "BondTableFull": Code(
        "firmware", "BondTableFull", "out of bonds", "Silicon Labs (bg_err_out_of_bonds): the list of bonds is full."
    ),
    "AtBusy": Code(
        "firmware",
        "AtBusy",
        "busy p...",
        "ESP-AT: the command before is still at work, and the answer to the pairing's question was not taken.",
    ),
    "SmpTimeout": Code("firmware", "SmpTimeout", "SMP timeout", "No answer within the 30 seconds of SMP."),
    "LinkEnded": Code(
        "firmware", "LinkEnded", "the link ended", "The link ended before the pairing or encryption did."
    ),
    "Unspecified": Code(
        "firmware", "Unspecified", "failed", "The pairing failed, and the log gives no reason of SMP's."
    ),
}
"""How modules and programs on microcontrollers report a pairing that failed without its reason."""
