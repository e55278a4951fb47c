"""What people write in their own words of a link that does not come about, or does not stay, with or without a bond."""

from pairtui.knowledge.account_words import GOOD, PAIR, UNABLE, WORDS_ALONE, account

CONNECTION_ACCOUNTS = (
    account(
        rf"\b(?:paired|pairs|pair with (?:it|them)|(?:pairing|bonding)\b[^.]{{0,30}}{GOOD})\b"
        r"[^.]{0,60}\b(?:but|yet|however|though)\b[^.]{0,80}(?:"
        r"\b(?:not|no|never|nothing|fail|"
        r"disconnect|drop)|n['’]t\b)",
        "unknown",
        "The pairing was good, as reported, and what was to follow did not: the link ended, the service was not "
        f"connected, or the bond is one side's alone. {WORDS_ALONE}",
        "nearer-connect forget-there",
        title="It is paired, as reported, and does not work",
    ),
    account(
        r"\b(?:disconnect|drop|lose|lost|break|cut)\w*\b[^.]{0,80}\b(?:immediately|instantly|constantly|"
        r"right (?:after|away)|randomly|(?:after|within|every) (?:\w+ ){0,4}"
        r"(?:s|secs?|seconds?|min\w*|hours?|moment|while)\b)|"
        r"\b(?:immediately|instantly|keeps?|constantly|(?:after|within|every) (?:\w+ ){0,4}(?:secs?|seconds?|min\w*|"
        r"moment|while))\b[^.]{0,25}\b(?:disconnect|drop|lose|lost)|"
        r"\bfor the first [0-9]+ seconds\b.{0,60}\bdisconnect|"
        rf"\b(?:{PAIR}|connect\b)[^.]{{0,50}}(?:\b(?:and|but|then)|,) (?:\w+ ){{0,2}}disconnect(?:s|ed)\b|"
        rf"\bdisconnect(?:s|ed)\b (?:\w+ ){{0,2}}(?:after|on|while|during|when) (?:\w+ ){{0,2}}{PAIR}|"
        rf"\b(?:click|press|tap|confirm|accept|hit)\w*\b[^.]{{0,20}}\b{PAIR}[^.]{{0,30}}\bdisconnect(?:s|ed)\b",
        "link-lost",
        "The link ends by itself, as reported; who ends it is not. A device that wants to be paired first hangs up "
        f"like this, one at the edge of its range, too. {WORDS_ALONE}",
        "nearer-connect free-device",
        title="The link ends again and again, as reported",
    ),
    account(
        rf"\b{UNABLE}(?: \w+){{0,3}}? (?:re-?)?connect(?:ed|ing)?\b|"
        r"\b(?:re-?)?connection\b[^.]{0,30}\b(?:fail|refus|time[ds]? ?out|not successful)|"
        r"\bverbind\w*[^.]{0,40}\b(?:nicht|fehl)",
        "unknown",
        f"Somebody writes that no connection came about, or none that was of use. {WORDS_ALONE}",
        "nearer-connect free-device",
        title="It does not connect, as reported; no words of a program say why",
    ),
)
