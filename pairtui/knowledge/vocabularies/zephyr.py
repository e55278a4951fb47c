"""Zephyr, the nRF Connect SDK and ZMK: the host's own log, the samples' words, bt_security_err by number and name."""

import re
from re import Match

from pairtui.knowledge.codes.stacks import ERRNO, ZEPHYR
from pairtui.knowledge.vocabularies.vocabulary import (
    ADDRESS,
    CODE,
    UNSPECIFIED,
    Row,
    Says,
    Statement,
    Vocabulary,
    computed,
    row,
)

_NAMES = {code.name.split()[0].lower(): number for number, code in ZEPHYR.items() if isinstance(number, int)}
_ERROR = rf"(?:(?P<name>BT_SECURITY_ERR_[A-Z_]+)|\(?{CODE}\)?)"
_REASON = r"\(?reason:? ?\(?(?P<code>0x[0-9a-fA-F]{1,2}|\d{1,3})\b"


def _failed(key: str, pattern: str, *, common: bool = False) -> Row:
    read = row(key, pattern, Says.FAILED, "zephyr", step="authentication or encryption", names=_NAMES).read

    def known(found: Match[str]) -> Statement | None:
        stated = read(found)
        return stated if stated and stated.code in ZEPHYR else None

    return Row(key, re.compile(pattern), known, common)


def _local(key: str, pattern: str, step: str, *, code: int = 0x09) -> Row:
    """A line of the host just before it sends Pairing Failed; what the application then gets is `code`."""
    return row(key, pattern, Says.FAILED, "zephyr", code=code, by="local", step=step)


_EBUSY, _ENOTCONN = 16, (57, 107, 128)
"""Security is coming on by itself, or the link went before it was asked for."""


def _not_asked(errno: int) -> Statement | None:
    """What bt_conn_set_security returned, negated."""
    if errno == _EBUSY:
        return Statement(Says.HARMLESS)
    if errno in _ENOTCONN:
        return Statement(Says.STEP)
    return Statement(Says.FAILED, "errno", errno, "local", "security request") if errno in ERRNO else None


_NO_SPACE = 28


def _not_kept(errno: int) -> Statement | None:
    """The pairing goes on, and the new bond is not in the flash."""
    return Statement(Says.FAILED, "errno", errno, "local", "key distribution") if errno == _NO_SPACE else None


def _encrypted(status: int) -> Statement:
    """hci_encrypt_change at the level of debugging: HCI's status, before the host makes its own of it."""
    return Statement(Says.FAILED, "hci", status, step="encryption") if status else Statement(Says.STEP)


_REQUEST, _RESPONSE, _PAIRING_FAILED, _SECURITY_REQUEST, _KEYPRESS = 0x01, 0x02, 0x05, 0x0B, 0x0E
_KEYS = range(0x06, 0x0B)


def _received(code: int) -> Statement:
    """A PDU of SMP by its code; keys come once the link is encrypted, and a refusal has a line of its own."""
    if code in _KEYS or code == _PAIRING_FAILED or code > _KEYPRESS:
        return Statement(Says.STEP)
    role = {_REQUEST: "responder", _RESPONSE: "initiator", _SECURITY_REQUEST: "initiator"}.get(code, "")
    return Statement(Says.BEGUN, role=role)


def _unexpected(code: int) -> Statement:
    """A PDU out of its turn, which the host answers with Unspecified Reason unless it is a refusal itself."""
    return Statement(Says.STEP) if code == _PAIRING_FAILED else Statement(Says.STEP, "zephyr", 0x09, "local")


def _ended(status: int) -> Statement:
    """smp_pairing_complete at the level of debugging: the reason of SMP, from either side.

    Unspecified Reason is also what the host has for an encryption or a link that failed, whose own lines say more.
    """
    if status == _UNSPECIFIED_REASON:
        return Statement(Says.STEP)
    return Statement(Says.FAILED, "smp", status) if status else Statement(Says.PAIRED)


_UNKNOWN_CONNECTION = 0x02
_UNSPECIFIED_REASON = 0x08
_OF_THE_LINK = ("2016", "2022", "2032", "041d")
"""LE Read Remote Features, LE Set Data Length, LE Set PHY and Read Remote Version: a link works without them."""
_CONNECTS = ("200d", "2043", "2085", "0405")
_SECURES = ("2019", "201a", "0411", "0413")
"""Create Connection; Enable Encryption, Long Term Key Request Reply, Authentication Requested and the like."""


def _command(found: Match[str]) -> Statement | None:
    """A command that the controller refused; it does not know the connection of a link that has just ended."""
    opcode, status = found["opcode"], int(found["status"], 16)
    if not status or status == _UNKNOWN_CONNECTION or opcode in _OF_THE_LINK:
        return Statement(Says.HARMLESS)
    if opcode in _CONNECTS:
        return Statement(Says.NOT_CONNECTED, "hci", status, "local")
    if opcode in _SECURES:
        return Statement(Says.FAILED, "hci", status, "local", "authentication or encryption")
    return Statement(Says.STEP)


_FAILS = r"[^\n]{0,30}?(?i:fail|err|return|ret\b|rc\b|code)"
_ERRNO = r"[^\n]{0,40}?(?<![\w-])-(?P<code>\d{1,3})\b"
_OLD = r"\[bt\] \[(?:ERR|WRN|INF|DBG)\] "
_SMP = rf"(?:bt_smp(?:\.\w{{1,40}})?: (?:\w{{1,40}}: )?|{_OLD}\w{{1,40}}: )"
"""CONFIG_LOG_FUNC_NAME_PREFIX_… puts the function before the words, 1.14 to 2.x behind a dot; before, SYS_LOG did."""
_TAG = r"(?<![/\w])(?<!\b[VDIWEF] )"
"""Android has a tag of that name, behind a letter."""

ROWS: tuple[Row, ...] = (
    row("peer reason", rf"[Pp]airing failed \(peer reason (?:[A-Za-z_ ]{{1,40}}\()?{CODE}[^)\n]*\)", Says.FAILED, "smp", by="peer"),
    row("bt_smp|[bt] ", rf"{_TAG}{_SMP}(?:pairing failed: )?reason {CODE}", Says.FAILED, "smp", by="peer"),
    row("reason 0x", r"(?<!\S)[WE]: reason (?P<code>0x[0-9a-f]{1,2})\s*$", Says.FAILED, "smp", by="peer", common=True),
    computed("received smp code", rf"{_SMP}Received SMP code {CODE}[^\n]*", _received),
    computed("smp_pairing_complete: ", r"smp_pairing_complete: (?:got )?status (?P<code>0x[0-9a-f]{1,2})\b", _ended),
    _local("received after timeout", r"SMP command \(code 0x[0-9a-f]{2}\) received after timeout", "authentication"),
    _local("unknown pairing method", rf"{_SMP}Unknown pairing method \(\d+\)", "authentication"),
    _local("bonding required", r"smp_pairing_re[qs]\w*: Bonding required", "feature exchange"),
    row("smp timeout", rf"(?:{_SMP}|\bE: )SMP Timeout\b", Says.FAILED, "zephyr", code=0x09, step="authentication"),
    _failed("security", rf"[Ss]ecurity(?:[ _]changed| update)?(?: for 0x[0-9a-f]{{5,8}})? failed(?: for)?:?(?: {ADDRESS})?[^\n]{{0,40}}?level:? \d,? (?:err|reason):? (?:[A-Za-z ]{{1,40}}(?=\(\d))?{_ERROR}"),
    _failed(
        "bt_security_err_",
        rf"(?:[Ss]ecurity|[Pp]airing)[ _]?(?:changed )?[Ff]ail(?:ed|s)(?: for| conn)?:?(?: {ADDRESS})?[^\n]{{0,60}}?"
        r"(?P<name>BT_SECURITY_ERR_[A-Z_]+)",
    ),
    _failed("bt_security_err_", r"^\W*(?P<name>BT_SECURITY_ERR_[A-Z_]+)\b(?: \((?:err(?:or)? )?\d\))?[\W\d]*$"),
    _failed("bt_security_err_", r"\b(?:g[eo]t\w*|receiv\w+|see\w*|with|error|reason|code)\b[^\n.=(){};]{0,40}?(?P<name>BT_SECURITY_ERR_[A-Z_]+)"),
    _failed("pairing failed", rf"\b(?i:pairing failed)[ ,:(]{{1,3}}(?:reason|err(?:or)?)[ =:]{{1,3}}{_ERROR}", common=True),
    _failed("pairing failed conn", rf"[Pp]airing failed conn:? ?(?:{ADDRESS}|0x[0-9a-f]{{6,16}})?,? reason:? {_ERROR}"),
    _failed("security changed", rf"[Ss]ecurity changed:?(?: {ADDRESS})?,? level:? \d,? err(?:or)?:? {_ERROR}"),
    _failed("security with", rf"[Ss]ecurity with {ADDRESS} failed(?:(?:,| at) level:? \d,? \(?err:? |: [A-Za-z ]{{1,40}}(?=\()){_ERROR}"),
    _failed("security", rf"[Ss]ecurity(?:[ _]changed| update)? failed(?: for)?:?(?: {ADDRESS})?[^\n]{{0,40}}?err(?:or)?:? {_ERROR}"),
    _failed(
        "pairing failed",
        rf"[Pp]airing [Ff]ailed(?: for| with)?:?(?: {ADDRESS}| \w{{1,20}} \([^()\n]{{0,60}}\))?"
        rf",? ?\(?(?:reason|err(?:or)?)?:? ?{_ERROR}",
        common=True,
    ),
    _failed("pairing failed with", rf"Pairing failed with {ADDRESS} reason: [A-Za-z ]{{1,40}}{_ERROR}"),
    _failed("security_changed", rf"\bsecurity_changed\W[^\n.]{{0,60}}?(?:err(?:or)?|reason)(?: code)?[ :=]+\W?{_ERROR}"),
    _failed("security_changed", rf"security_changed[^\n]{{0,40}}? err(?:or)?[ :=]+{_ERROR}", common=True),
    _local("unable to ", rf"[Uu]nable to (?:get|create|add) (?:keys|key slot|a key slot)(?: for)?(?: {ADDRESS})?", "key distribution"),
    _local("no keys space", rf"No keys space for {ADDRESS}", "key distribution"),
    row("does not allow a pairing failure", r"does not allow a pairing failure at this point[^\n]*", Says.FAILED, "hci", code=0x05, by="local", step="key distribution"),
    _local("unable to allocate", rf"{_SMP}Unable to allocate[^\n]*", "authentication or encryption"),
    _local("authenticated keys present", r"JustWorks failed, authenticated keys present", "feature exchange"),
    _local("old bond", r"Refusing new pairing\. The old bond [a-z ]{10,40}", "key distribution", code=0x04),
    _local("failed to start encryption", rf"{_SMP}Failed to start encryption", "encryption"),
    _local("public key rejected", r"Remote public key rejected", "public key exchange"),
    _local("calculate", r"\bCalculate (?:STK|LTK|confirm|(?:local|remote) DHKey check) failed", "authentication"),
    _local("failed to generate dhkey", r"Failed to generate DHKey", "public key exchange"),
    _local("invalid identity", rf"bt_smp: Invalid identity {ADDRESS}", "key distribution", code=0x07),
    _local("invalid len", rf"{_SMP}Invalid len \d+ for code 0x[0-9a-f]{{2}}", "authentication or encryption", code=0x07),
    _local("failed to set required security level", r"Failed to set required security level", "encryption"),
    _local("sc only mode", r"For SC only mode, link key type should be \d", "link key", code=0x01),
    _local("mitm protection infeasible", r"MITM protection infeasible for required security", "feature exchange", code=0x04),
    _local("encryption key size", r"Encryption key size is not sufficient", "encryption", code=0x04),
    computed("security", rf"\bbt_conn_(?:set_)?security\b(?:\([^()\n]{{0,40}}\)(?= (?:return|fail|give)))?(?!\()(?={_FAILS}){_ERRNO}", _not_asked),
    computed("security", rf"\b[Ff]ailed to (?:set|start|change|raise|request) (?:\w+ ){{0,2}}security\b{_ERRNO}", _not_asked, common=True),
    computed("security", r"\b[Ff]ailed to set security for (?:\w{1,20} )?\(?[0-9A-Fa-f:]{17}\)?:? (?:\(err )?-(?P<code>12|22)\b", _not_asked),
    computed("failed to save keys", rf"Failed to save keys{_ERRNO}", _not_kept),
    computed("hci_encrypt_change", r"\bhci_encrypt_change: (?:hdev \w+ )?status (?P<code>0x[0-9a-f]{2})\b", _encrypted),
    computed("setting security failed|initiate pairing failed", rf"(?:Setting security|Initiate pairing) failed{_ERRNO}", _not_asked),
    _local("invalid io capability", r"Invalid IO capability \(pairing accept\)", "feature exchange", code=0x04),
    row("failed to disconnect", r"Failed to disconnect unpaired profile", Says.HARMLESS),
    row("rejecting pairing request", r"Rejecting pairing request to taken profile \d+", Says.FAILED, "zephyr", code=0x06, by="local", step="feature exchange", role="responder"),
    row("pairing complete", rf"[Pp]airing [Cc]ompleted?:?(?: for)?(?: {ADDRESS}| \S{{1,20}} \([^()\n]{{0,60}}\))?,? ?\(?bonded:? ?(?:1|true|yes)", Says.PAIRED),
    row("pairing complete", r"\bPairing Complete\s*$", Says.PAIRED, common=True),
    row("ed with", rf"\b(?:Bonded|Paired) with {ADDRESS}", Says.PAIRED, common=True),
    row("pairing completed", rf"Pairing completed:?(?: for)?(?: {ADDRESS})?", Says.PAIRED, common=True),
    row("security", rf"[Ss]ecurity(?: changed| with| level changed)?:?(?: to)?(?: {ADDRESS})?,? level:? [2-4]\b(?!,? err)", Says.ENCRYPTED),
    row("security", r"[Ss]ecurity changed[^\n]{0,60}? level:? 1\b(?!,? err)", Says.HARMLESS),
    row("numeric reject", r"\bNumeric Reject, conn\b", Says.DENIED),
    row("pairing cancel", rf"Pairing cancell?ed:?(?: {ADDRESS})?", Says.BEGUN, common=True),
    row("passkey|confirm pairing", rf"(?:Passkey for|Enter passkey for|Passkey entry requested for|Confirm passkey for|Confirm pairing for|Please confirm pairing with) {ADDRESS}", Says.ASKED),
    row("pin code for", rf"Enter (?:16 digits wide )?PIN code for {ADDRESS}", Says.ASKED, transport="bredr"),
    row("passkey", r"[Pp]asskey(?: display)?:? ?\d{6}\b", Says.ASKED, common=True),
    _local("public key is not valid", r"public key is not valid[^\n]*", "public key exchange"),
    row("repairing", r"(?:New|Unsupported) auth requirements: 0x[0-9a-f]{1,2}, repairing", Says.BEGUN, role="initiator"),
    row("in-progress pairing", r"in-progress pairing has been deleted", Says.STEP),
    row("disconnected", rf"[Dd]isconnected:?(?: from)?(?:[ :]+(?:\S{{1,30}} \()?{ADDRESS}\)?)?,? ?{_REASON}", Says.DISCONNECTED, "hci"),
    row("disconnected", rf"[Dd]isconnected:?(?: from)?(?: {ADDRESS})?[^\n]{{0,30}}?{_REASON}", Says.DISCONNECTED, "hci", common=True),
    row("terminated", rf"\bwith Peer {ADDRESS} terminated \(reason {CODE}", Says.DISCONNECTED, "hci"),
    row("failed to connect", rf"Failed to connect to (?=\S{{17}} \((?:public|random)){ADDRESS},? ?\(?(?:err:? )?{CODE}", Says.NOT_CONNECTED, "hci"),
    row("failed to establish", r"\bconn 0x[0-9a-f]{6,8} failed to establish\. RF noise\?", Says.STEP, "hci", code=0x3E),
    Row("opcode", re.compile(r"\bopcode 0x(?P<opcode>[0-9a-f]{4}) status 0x(?P<status>[0-9a-f]{2})(?: BT_HCI_ERR_\w+)?"), _command),
    row("connection failed", rf"Connection failed,? ?\(?err:? {CODE}", Says.NOT_CONNECTED, "hci", common=True),
    row("connected", rf"(?<!State: ON )\bConnected:?(?: to)? {ADDRESS}", Says.CONNECTED),
    row("att code", r"Unhandled ATT code 0x[0-9a-f]{2}", Says.HARMLESS),
    computed("unexpected smp code", r"Unexpected SMP code (?P<code>0x[0-9a-f]{2})", _unexpected),
    row("unexpected status", rf"bt_hci_core: Unexpected status {CODE}", Says.NOT_CONNECTED, "hci"),
    row("unable to |no connection|unknown conn", r"bt_\w+: (?:Unable to (?:look ?up conn (?:with|for)|find conn for) handle|Unable to find (?:SMP channel|deleted keys for)|No connection for handle|Unknown conn handle)\b", Says.HARMLESS),
    row("register handle", r"bt_gatt: Unable to register handle 0x[0-9a-f]{4}", Says.HARMLESS),
    row("no pending", rf"bt_hci_core: No pending conn for peer {ADDRESS}", Says.HARMLESS),
    row("creation timeout", r"bt_hci_core: Connection creation timeout triggered", Says.HARMLESS),
    row("bt_conn|bt_hci_core", r"bt_(?:conn|hci_core): (?:Timeout discarded|Failed (?:read remote \w+|LE Set PHY|to set (?:data len|device name)|to read DLE))\b", Says.HARMLESS),
    row("bt_att: ", r"bt_att: (?:\w+: )?(?:Unable to allocate buffer for op|Got err -\d+, not calling|Failed to connect \d+ EATT|Automatic creation of EATT|Disconnecting failed)\b", Says.HARMLESS),
    row("no cfg left|len mismatch", r"bt_gatt: (?:\w+: )?unable to save SC: no cfg left|bt_conn: (?:\w+: )?ACL len mismatch", Says.HARMLESS),
    row("bt_", r"bt_(?:id: (?:Set privacy mode command is not supported|Resolving list size exceeded|Failed to read identity root)|(?:hci_)?ecc: (?:ECC (?:Debug keys )?HCI commands? not available|Callback already registered)|keys: Keys for \S+(?: \(\w+\))? have no aging counter|settings: (?:Ignoring identities stored in flash|Failed to read device name|Ignoring settings entry))", Says.HARMLESS),
    row("security establishment failed", r"\bSecurity establishment failed\b", Says.FAILED, UNSPECIFIED[0], code=UNSPECIFIED[1], by="local", role="responder", common=True),
    row("bt_smp|[bt] ", rf"{_TAG}(?:bt_smp(?:\.\w{{1,40}})?: |{_OLD}\w{{0,30}}smp_\w{{1,30}}: )[^\n]*", Says.STEP),
    row("hci status", r"encrypt 0x[0-9a-f]{2} hci status 0x[0-9a-f]{2}", Says.STEP),
)  # fmt: skip

VOCABULARY = Vocabulary(
    "zephyr",
    "Zephyr, nRF Connect SDK, ZMK",
    "microcontroller",
    "zephyrproject-rtos/zephyr: subsys/bluetooth/host/smp.c, hci_core.c (update_sec_level), include/zephyr/bluetooth/conn.h (2.0 to 4.x), samples, keys.c, conn.c, host/shell/bt.c; "
    "sdk-nrf samples, subsys/caf/modules/ble_state.c, subsys/bluetooth/services/fast_pair/fp_auth.c; "
    "sdk-nrf applications/nrf_desktop/src/modules/ble_latency.c (security_timeout_fn); id.c, ecc.c, settings.c; zmkfirmware/zmk: app/src/ble.c (auth_pairing_accept)",
    re.compile(
        r"\*\*\* Booting (?:Zephyr|nRF Connect)|BT_HCI_ERR_|(?<![/\w])(?<!\b[VDIWEF] )bt_(?:smp|hci_ecc|conn|hci_core|gatt|att|l2cap|keys|settings)(?:\.\w{1,40})?:|\[bt\] \[(?:ERR|WRN|INF|DBG)\] |"
        r"BT_SECURITY_ERR_|\[[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3},[0-9]{3}\] <|\blevel \d err \(?\d|\bzmk: |"
        r"in-progress pairing has been deleted|fs_nvs: |sdc_hci_driver|\bsplit_(?:central|peripheral)_\w{1,40}: "
    ),
    ROWS,
    place=60,
)
