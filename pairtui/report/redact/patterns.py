"""What keys, passkeys and PINs look like in the words of a log, whoever wrote it."""

import re

_LABELS = (
    rb"long[ _-]?term[ _-]?key|ltk|link[ _-]?key|identity resolving key|irk",
    rb"signature key|signature resolving key|csrk|key",
    rb"tk|conf(?:i|ir)m[ _]value|confirm|random[ _]value|random|rand|e|dh[ _]?key(?:[ _]check)?(?:[ _]value)?",
    rb"temporary key|broadcast[ _]?code|hash(?: [a-z])?(?: (?:with|from) p-?\d+)?|plaintext data|encrypted data",
    rb"randomizer(?: [a-z])?(?: (?:with|from) p-?\d+)?",
    rb"keys_set\b[^\n]{0,80}?\bval",  # Zephyr's bt_keys: a whole bond as it is stored
)
_LABEL = b"|".join(_LABELS)
_NAMED = rb"(?i)(?<![a-z0-9-])((?:" + _LABEL + rb")s?(?:[ _](?:value|val|data|hex|b64|base64))?)"
_BEHIND = rb"(?:\[\d{0,3}\])?[\"']?(?:\s{0,4}\([^)\n]{0,20}\))?"
_IS = rb"((?:\s{0,40}[:=])?\s{1,40}|[:=])(?:b?[\"']|[\[{<(]\s{0,8})?"
HEX = re.compile(_NAMED + _BEHIND + _IS + rb"((?:0x)?[0-9a-f]{16,256})(?![0-9a-z-])")
_OCTETS = rb"(?:0x)?[0-9a-f]{2}(?:(?:\s?[:,-]\s{0,4}|\s{1,3})(?:0x)?[0-9a-f]{2}){%d,%d}(?![0-9a-z])"
SPACED = re.compile(_NAMED + _BEHIND + _IS + b"(" + _OCTETS % (7, 63) + b")")
BASE64 = re.compile(_NAMED + _BEHIND + _IS + rb"([a-z0-9+/_-]{22}(?:==)?|[a-z0-9+/_-]{43}=?)(?![a-z0-9+/=])")
BARE_128 = re.compile(rb"(?i)(?<![0-9a-z-])[0-9a-f]{32}(?![0-9a-z-])")
BARE_OCTETS = re.compile(
    rb"(?i)(?<![0-9a-z:-])(?:[0-9a-f]{2}(?::[0-9a-f]{2}){15}|[0-9a-f]{2}(?:-[0-9a-f]{2}){15})(?![0-9a-z:-])"
)
ARRAY_128 = re.compile(rb"(?i)(?<=\{)\s{0,8}0x[0-9a-f]{2}(?:,\s{0,4}0x[0-9a-f]{2}){15}(?=\s{0,8},?\s{0,8}\})")
BARE_BASE64 = re.compile(rb"(?<![\w+/=-])[A-Za-z0-9+/_-]{21}[AQgw]==(?![\w+/=])")
_CODE = rb"(0x[0-9a-f]{1,8}|\d{1,16})(?!\w|\.\d)"
_TWICE = rb"(?:(\s{1,8}\(?|\s{0,2}\()(0x[0-9a-f]{1,8}|\d{1,16})(?=\)|\s|$))?"
DIGITS = re.compile(
    rb"(?i)\b(pass[ _]?key|pin[ _]?code|pin)"
    rb"([\"']?(?:\s{0,8}\([^)\n]{0,80}\))?\s{0,8}(?:\[[^\]\n]{0,40}\])?(?:\s{0,8}[:=])?\s{1,40}"
    rb"|[\"']?[=:]\s{0,8}| is:? )"
    rb"(?:[\"'])?" + _CODE + _TWICE
)
SAID_FOR = re.compile(
    rb"(?i)\b(pass[ _]?key|pin[ _]?code|pin)( for [^\n]{1,60}?[\s:] *)(0x[0-9a-f]{1,8}|\d{4,16})(?![\w:-]|\.\d)"
    + _TWICE
)
COMPARED = re.compile(rb"(?i)\b((?:confirm(?:ation)? )?value)([\"']?:?\s+)(0x[0-9a-f]{8}|\d{6})(?!\w|\.\d)" + _TWICE)
NUMERIC = re.compile(
    rb"(?i)\b(numeric[ _]comparison|compare|confirm(?:ation)?)([^\d\n.]{1,40})(\d{6})(?!\w|\.\d)" + _TWICE
)
PIN_TEXT = re.compile(
    rb"(?i)(?:^|(?<=[\s,{(\[\"']))(pin(?:[ _]?code)?)([\"']?\s{0,8}[:=]\s{0,8}[\"']?)"
    rb"([^\s\"',;(){}\[\]]{1,16})(?=[\"',;)}\]]|\s|$)"
)
NO_PIN = re.compile(
    rb"(?i)^(?:none|null|true|false|yes|no|request(?:ed)?|repl(?:y|ied)|reject(?:ed)?|missing|n/a|0x0[01]|\W*)$"
)
SECRET_BLOCK = re.compile(
    rb"(?i)smp: (?:pairing confirm|pairing random|encryption information|identity information|signing information|"
    rb"pairing dhkey check|unknown)"
)
LABEL_ALONE = re.compile(
    rb"(?i)^[^\n]{0,80}?(?<![a-z0-9-])(?:" + _LABEL + rb")(?:\[\d*\])?[\"']?\s{0,4}"
    rb"(?::|=\s{0,4}[{\[]|:\s{0,4}[{\[])\s*$"
)
_QUOTED = rb"(?:[>|] ?)*"
HEADER = re.compile(rb"^" + _QUOTED + rb"(?:[^\S\n]*(?:\S+\[\d+\]: )?[<>@=] |[^\s>|])")
COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
DUMP = re.compile(
    rb"(?i)^(" + _QUOTED + rb"\s+)((?:0x)?[0-9a-f]{2}(?:(?:, ?|[ :-])(?:0x)?[0-9a-f]{2}){1,31})(,?\s|,?$)(.*)$",
    re.DOTALL,
)
