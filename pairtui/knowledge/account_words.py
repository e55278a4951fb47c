"""What rows about people's accounts have in common: words, as pieces of regular expressions, and how one is made."""

from pairtui.knowledge.log_phrase import LogPhrase, phrase

CODE = r"(?:pin(?:[ -]?code)?s?|pass-?(?: ?key|code)s?|(?:pairing |6-digit |six-digit )?codes?)\b"
NOT = r"(?:\b(?:not|never|cannot|no longer|dont|doesnt|didnt|cant|wont)|n['’]t)\b"
PHONE = r"(?:phone|smartphone|tablet|iphone|ipad|android|ios)"
PAIR = r"(?:re-?)?(?:pair|bond)(?:s|ed|ing)?\b"
UNABLE = (
    r"(?:can(?:not|['’]?t| not)|could(?: ?n[o'’]t|nt)|unable to|fail\w* to|wo(?:n['’]?t|uld ?n[o'’]t)|will not|"
    r"do(?:es)?(?: ?n[o'’]t|nt)|did(?: ?n[o'’]t|nt)|not able to|refus\w+ to|impossible to|never|"
    r"(?:trouble|problems?|issues?|difficulties) (?:with |in )?)"
)
AGAIN = r"(?:remove|[\"“'`]?forget|delete|un-?pair|re-?pair|repair|pair (?:\w+ ){0,4}(?:again|anew|from scratch))\b"
GOOD = r"\b(?:flawless\w*|fine|successful\w*|succeed(?:s|ed)|works?|ok(?:ay)?|perfect\w*)\b"
OF_A_SERVER = r"\A(?!.*\b(?:ssh|wi-?fi|wlan|mqtt|broker|https?|smtp|imap|password|log ?in|cloud|api|psk|ldap|vpn)\b)"

WORDS_ALONE = (
    "These are words of a person, and no program's: they say neither which side refused nor why. The Bluetooth log of "
    "the same moment does (docs/send-us-a-log.md)."
)


def account(pattern: str, cause: str, explanation: str, fixes: str, title: str, side: str = "unknown") -> LogPhrase:
    """A row about words of people, in whatever case and over line ends."""
    return phrase(f"(?is){pattern}", cause, explanation, fixes, title=title, side=side)
