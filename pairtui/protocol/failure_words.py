"""Words by which a line of any log says that something failed."""

import re

_WORDS = (
    r"fail(?!(?:ed)?[ _-]?safe|ure[:=] ?\(?(?:null|nil|none)\b)|"
    r"[a-z](?:error|exception)\b(?= +Traceback|\Z|: | \()|\bpanic(?:ked at\b|: )|"
    r"\braised an exception\b|"
    r"\berr(?:or(?:ed)?)?s?\b(?![ :=\"]+(?:(?:0x)?0+|\(?(?:null|nil)|<?(?:\w+\.)?success)\b)|"
    r"reject|refus|denied|"
    r"time(?:d)?[ _-]?out(?! ?[:=]? ?[0-9])|mismatch|\bmissing\b|"
    r"lostexception\b|managerstatepoweredoff|"
    r"hostclosederror|closed the connection|fatal signal|"
    r"(?:>>>|cmdline:|process:) (?:com\.|/vendor/bin/hw/)android\.(?:hardware\.)?bluetooth|"
    r"com\.android\.bluetooth \(pid [0-9]+\) has died|"
    r"libbluetooth(?:_\w+)?\.so \(|"
    r"\Atraceback: |denying|not (?:permitted|allowed|supported|authorized|available)|insufficient|\binvalid\b|"
    r"exception from hresult|comexception|winerror -2|lost bond|bond loss|key ?missing|\(\) returned false|"
    r"unable to|could ?n[o']t|cannot|\babort"
)
_NUMBER = (
    r"(?<!command )(?<!CMD: )\b(?:status|reason|result|code)[ :=]+\(?"
    r"(?!(?:0x)?0+\b)(?:0x[0-9a-f]{1,4}|[0-9]{1,5})\b"
)
_FAILURE = re.compile(f"{_WORDS}|{_NUMBER}", re.IGNORECASE)
_IN_WORDS = re.compile(_WORDS, re.IGNORECASE)

SUBJECT = re.compile(
    r"pair|bond|auth|encr|enc_ch|secur|smp|\bltk\b|pass ?key|pin ?code|gatt|(?:\b|_)ble(?:\b|_)|\bpm_"
    r"|blue(?:tooth|z|droid|alsa)|\bbt[_ ]|\bhci|"
    r"connect|remotehost|l2cap|\batt\b|\bgap\b|nimble|bleak|bleerror|agent|cberror|cbatt|cbmanager|adapterstate|corebt|peer(?!ror)|"
    r"rxandroidble|\[fbp\]|fbp-code|btleplug|hresult|comexception|(?:att|ios|android)errorcode|"
    r"inthehand|socketexception\b[^\n]*[. ][0-9a-f]{12}:[0-9a-fx-]{4}|"
    r"opcode 0x|winrt|winerror|protectionlevel|dbus\.?e(?:rror|x[ec])|"
    r"terminate_ind|\bll_(?:start_)?enc_|\bll_reject_|dm_sec_|"
    r"characteristic|descriptor ?(?:read|write)|blemanager|char/desc|pin or key|key request|"
    r"negative reply|\bbtd(?:\b|_)|"
    r"(?:[0-9a-fx*]{2}[:_]){5}[0-9a-fx*]{2}|btle|bluepy|"
    r"socket might closed|service discovery failed|adapter did not respond|\bsec_|\bmic failure"
    r"|\b(?:read|write|notify) failed for [0-9a-f]{4,8}\b|setlinksecurity|\bevt (?:conn )?sec "
    r"|\bkind: [a-z]+, message: "
    r"|\b(?:noble|bleno)(?: warning)?: |[/.@ ](?:noble|bleno|bumble|tinyb)[/.]"
    r"|requestdevice\(\)|\benodev, no such device|interface [0-9]+: no such device|can't dial\b"
    r"|\blog -- \w{2,30}\.c\.[0-9]|\bassert_(?:param|err|info)\("
    r"|(?:scan parameters|able scan) failed: "
    r"|/dev/rfcomm[0-9]|hid create error|sdp session|\b0005:[0-9a-f]{4}:[0-9a-f]{4}\.[0-9a-f]{4}: "
    r"|btstack|spake2\+|pasesession|unexpected pdu [0-9]|user confirmation|numeric reject"
    r"|status 0x[01][0-9a-f] \((?:rejected|busy|failed|not |invalid par|permission|timeout|disconnected|cancel)"
    r"|default action of signal|program received signal|addresssanitizer: "
    r"|zephyr fatal error|io capability|err_sec|%key|\+(?:uubt|ble)|_management_callback|\breason\s+: 0x"
    r"|aioble|\A(?:traceback|firmware panic): |decode event, error|\berror (?:read|writ)ing [0-9a-f]{8}-[0-9a-f]{4}-"
    r"|\A[ew]: reason 0x[0-9a-f]|\bsave keys\b",
    re.IGNORECASE,
)
"""Words of Bluetooth and of its programs."""


def speaks_of_failure(text: str, *, numbers: bool = True) -> bool:
    """Whether a line says that something of Bluetooth failed: a word of failure beside one of the subject.

    `numbers`: a status other than 0 is such a word.
    """
    failure = _FAILURE if numbers else _IN_WORDS
    return bool(failure.search(text) and SUBJECT.search(text))
