"""What a sentence that somebody wrote beside a log has of a program."""

import re
from collections.abc import Iterator

from pairtui.protocol.record import LogLine, Sentence

_QUOTED = re.compile(
    r"`?(\bsecurity_changed\W[^\n.]{0,60}?\b(?:err(?:or)?|reason)(?: code)?[ :=]+\W?[0-9]{1,2}\b)|"
    r"`([^`\n]{8,300})`|`[^`\n]{1,7}`|"
    r"[\"“]((?=Bluetooth: |Can't (?:connect|create) [A-Z]|"
    r"[^\"”\n]{0,80}(?:[Ff]ail|[Tt]imed out|[Rr]eject|[Rr]efus|[Dd]eni|[Cc]ancel|not available))"
    r"(?:[A-Z]|authentication )[^\"”\n]{8,120})[\"”]|"
    r"(org\.freedesktop\.DBus\.Error\.[A-Z]\w{3,30}|DBusError: Did not receive a reply[^\n]{0,40}|"
    r"\bAuth(?:entication)? error: [^\"\n]{8,120}|JustWorksRepairing\b[^\n.]{0,20}|"
    r"\b(?:unless|(?:works?|pairs?|succeeds) (?:fine )?(?:only )?(?:if|when|while)|only (?:if|when|while)) "
    r"[^.\n]{0,30}?(?:bluetoothctl|\bagent|blueman|[Gg]nome|[Cc]ontrol [Cc]enter)[^.\n]{0,30}?(?:running|runs|open)\b|"
    r"(?<!or )\b(?i:no|without|lacks?|requires?|needs?|missing) (?:an? |any )?"
    r"(?:(?:registered|pairing|BLE|BlueZ|Bluetooth) ){0,2}agent\b|"
    r"\b(?:User Confirmation|PIN Code|User Passkey|Link Key|Long Term Key)(?: Request)? Negative Reply\b|"
    r"Pairing is not available in Core ?Bluetooth|Only allow one bond request at a time|"
    r"\bUnexpected PDU [0-9]{1,2} in state [0-9]{1,2}|"
    r"PDU status was not success: [A-Z][a-z ]{3,40}|read failed, socket might closed or timeout, read ret: -1)"
)
"""What a sentence quotes of a program word for word."""

_NAMES = re.compile(
    r"[A-Z]{2,}[ _][A-Z]{3,}|[a-z]{2}[A-Z][a-z]|[A-Z]{3}[a-z]{3}|GATT |"
    r"org\.bluez|caused connection abort|\b0x[0-9a-fA-F]|"
    r"(?:code|error|reason|status|of|is|are|being) #?[0-9]|(?:status|reason|rc)=[0-9]|"
    r"[Ee]rr(?:or)?:? -?[0-9]|\breturn(?:s|ed) -[0-9]|device: [0-9]|[Ii]nsufficient|removed pairing|"
    r"ing an? (?:[A-Z][\w ]{1,20} )?(?:peripheral|central)\b|"
    r"PIN or [Kk]ey [Mm]issing|connection slot|not available in|"
    r"\b(?:br|le)-connection-[a-z]|encrypt the connection|"
    r"[Rr]eason[ :]{1,2}[\"'“‘][A-Z]|rejected by|incorrect (?:PIN|key|pass)|[Bb]ond state"
)
"""What else in a sentence may be a program's, and not the writer's own word: names, numbers and fixed messages."""

_DENIED = re.compile(
    r"(?:n['’]t|\bnot|\bcannot|\bnever|\bno longer|\bwithout|\bno|\binstead of|\bstopped)"
    r"(?: (?:say|saying|show|showing|see|seen|seeing|get|got|getting|give|giving|mention|report|return|contain|have|"
    r"find|an?|any|the|more|even|ever|be|with|as|with an?|error|errors|message)\b){0,4}"
    r" [\"'`“(\[]?(?=\S{0,60}?(?:[a-z_.][A-Z]|[A-Z_]{4}|0x|[Ii]nsufficient)|(?:\w[\w/]{0,20} ){1,6}\(0x)"
    r"(?:`[^`\n]*`|(?!,|;|\. | but | and )[^\n])*"
)
"""What somebody says that a program did not say."""

_NONE_OF = re.compile(r"\b(?:no|never an?|without an?)(?: (?:more|further|such|new|other))? (?:`[^`\n]*`|\"[^\"\n]*\")")
"""What somebody says that there was none of."""

ADVICE = re.compile(
    r"\b(?:if|when(?:ever)?|in case|otherwise|or else|should) you(?:['’]ll| will| might| may| can| could| would)?"
    r" (?:still |ever |also |then )?(?:see|get|receive|encounter|hit|run into|are getting|find|have)\b|"
    r"\bif (?:the|a|an|your) (?:\w+ ){1,2}(?:returns|answers with|gives|reports|drops with|ends with|fails with)\b|"
    r"\b(?:if|when|in case|should) (?:the |your )?(?:pairing|bonding|connection|connecting) (?:fails?|is re\w+ed)\b",
    re.IGNORECASE,
)
"""How somebody begins to say what to do where a program says something: it need not have said so."""

_ADVISED = re.compile(rf"(?:{ADVICE.pattern})(?:`[^`\n]*`|\"[^\"\n]*\"|(?!, |; |\. )[^\n])*", re.IGNORECASE)

_OF_OTHERS = re.compile(
    r"\ban(?:other|y other| older) (?:post|thread|issue|question|ticket|user)|"
    r"\A\W*it is possible (?:that|for) (?:the )?(?:pairing|bonding|connection)\b|"
    r"\b(?:have|has|did) you (?:ever |already |also )?(?:tr(?:y|ied)|check|set|remove|read|see)|"
    r"\bsom(?:e users|e people|eone(?: else)?) (?:also )?(?:gets?|got|sees?|saw|reports?|reported)\b",
    re.IGNORECASE,
)
"""What somebody asks, takes for possible, or says of others' errors."""

_NAMED = (
    r"(?:[0-9]{1,4} )?\b(?:[A-Z]{2,20}_[A-Z_]{2,60}|[A-Z][a-z]{2,30}[A-Z]\w{2,40}|"
    r"[A-Z][\w/]{2,20}(?: [\w/]{2,20}){0,4} \(0x[0-9a-f]{2}\))"
)
"""An error by its name."""

_GENERAL = re.compile(
    r"\A\W*(?:on|upon|in case of) `?[A-Z][A-Z0-9]*_[A-Z0-9_]{4,}`?,|"
    r"\b(?:common|usual|typical|frequent|possible|probable|likely) (?:cause|reason)s? (?:of|for|behind)\b|"
    r"\b(?:usually|generally|typically|normally|mostly|often|commonly) (?:means?|indicates?|happens?|the|due)\b|"
    r"\b(?:error|status|code|reason) (?:code )?\S{1,40} (?:means|indicates|stands for|is (?:returned|given|thrown))\b|"
    r"\(0x[0-9a-f]{2}\) (?:means|indicates|stands for|is (?:returned|given|thrown|what \w+ get))\b|"
    r"\bis an? (?:command|event|request|reply|error|status|code|constant) (?:of|in|that|which)\b|"
    r"\b(?:can|may|might) (?:also )?(?:return|fail with|give|be answered with)\b|"
    r"\breturns \S{4,40}(?: \(\S{1,8}\))? if\b|"
    r"\A\W*(?:handle|ignore|retry|treat|catch|fix|map|do not treat)(?:s|es|ed)? |"
    r"\b(?:no longer|never) (?:occurs?|happens?)\b|"
    rf"{_NAMED}, (?:{_NAMED}, ){{0,20}}{_NAMED},? (?:and|or) {_NAMED}|(?:{_NAMED}, ){{3}}",
    re.IGNORECASE,
)
"""What somebody says of an error in general."""

_OF_ONES_OWN = re.compile(r"\b(?:I|[Ww]e|[Mm][ey]|[Oo]urs?)\b")
SENTENCE_END = re.compile(r"(?<=[a-z)\"'`][.?!]) +(?=[A-Z\"'`(])")

_NUMBERED = re.compile(r"\s*([0-9]{1,2}[.)]) ")
"""How an item of a numbered list begins: an item says nothing of the items before it."""


_OF_APPS = re.compile(r"PDU status was not success: [A-Z][a-z ]{3,40}")
"""A refusal that an app's protocol sends as a value, in words that Bluetooth has too."""


_WORD = re.compile(r"(?<![\w./-])[^\W\d_]{1,20}(?=[\s,.!?;:)'’\"]|\Z)")
_WITHOUT_BLANKS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]{4}")
"""Japanese or Chinese, which set no blank between words."""

_TAGGED = re.compile(r"\A\[[0-9]|[A-Za-z]:[A-Za-z]|\A\(node:[0-9]")
"""A time in brackets, or a tag with colons: a program's line after all."""

_FEWEST = 4
"""Words that a line of prose has at least; a heading of Markdown has half as many."""


def is_prose(line: str) -> bool:
    """Whether a line that no program wrote has words enough to say something."""
    if _TAGGED.search(line):
        return False
    fewest = _FEWEST // 2 if line.startswith("#") else _FEWEST
    return len(_WORD.findall(line)) >= fewest or _WITHOUT_BLANKS.search(line) is not None


def messages_in(sentence: str) -> Iterator[LogLine | Sentence]:
    """What it quotes, as a line, and itself where it may name something; without what it denies or advises on."""
    said = _ADVISED.sub(" ", _DENIED.sub(" ", _NONE_OF.sub(" ", sentence)))
    if _OF_OTHERS.search(said) or _GENERAL.search(said):
        said = " ".join(part for part in SENTENCE_END.split(said) if not _in_general(part))
    quoted = " ".join(filter(None, (next(filter(None, found.groups()), "") for found in _QUOTED.finditer(said))))
    if quoted:
        number = _NUMBERED.match(sentence)
        yield LogLine("log", f"{number[1]} {quoted}" if number else quoted, quoted=True)
        said = _NUMBERED.sub("", said, count=1) if number else said
    said = _OF_APPS.sub(" ", said)
    if _NAMES.search(said):
        yield Sentence(said.strip())


def without_advice(sentence: str) -> str:
    """The sentence without what it advises; nothing where it is about others or about an error in general."""
    said = _ADVISED.sub(" ", sentence)
    return "" if _in_general(said) else said


def _in_general(part: str) -> bool:
    """Whether a sentence says nothing of what happened here."""
    return bool(_OF_OTHERS.search(part) or (_GENERAL.search(part) and not _OF_ONES_OWN.search(part)))
