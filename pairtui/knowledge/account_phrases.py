"""What people write in their own words of a device that does not pair, and what may be behind it.

Each row is searched in every sentence and in every two in succession. Words alone never make sure of a cause: what is
found is only possible, and the side is named only where the words name it.
"""

from pairtui.knowledge.account_words import (
    AGAIN,
    CODE,
    GOOD,
    NOT,
    OF_A_SERVER,
    PAIR,
    PHONE,
    UNABLE,
    WORDS_ALONE,
    account,
)
from pairtui.knowledge.connection_accounts import CONNECTION_ACCOUNTS
from pairtui.knowledge.firmware_accounts import FIRMWARE_ACCOUNTS

ACCOUNT_PHRASES = (
    *FIRMWARE_ACCOUNTS,
    account(
        r"\berror(?: code)?[^.0-9]{0,12}\b(?:10022|10050|10051|10060|10064|10065)\b|"
        r"\bsocket operation was attempted to an unreachable (?:network|host)|"
        r"\bconnected party did not properly respond",
        "connect-failed",
        "An error of Windows' sockets (10022, 10050, 10051, 10060, 10064 or 10065): the device's serial port (RFCOMM) "
        "did not open. The device is off, out of range or connected to another host, or has no such service. That "
        "Windows lists it as paired says nothing about that.",
        "nearer-connect free-device",
        title="The program got no serial connection to the device, as reported",
    ),
    account(
        r"\b(?:bluetooth share|com\.android\.bluetooth)\b[^.]{0,40}\bcrash(?:es|ed|ing)?\b|"
        r"\bbluetooth (?:share )?(?:keeps|has) stopp(?:ed|ing)\b|"
        r"\bcrash(?:es|ed|ing)? (?:\w+ ){0,2}(?:bluetooth share|com\.android\.bluetooth)\b",
        "daemon-gone",
        "The Bluetooth process of the phone crashes, as reported, and what was under way ends with it: the device had "
        f"no part in that. {WORDS_ALONE}",
        "phone-capture",
        title="The phone's Bluetooth crashes, as reported",
        side="local",
    ),
    account(
        rf"{NOT} (?:\w+ ){{0,3}}(?:ask|prompt)(?:s|ed|ing)?\b[^.]{{0,40}}\b(?:{CODE}|confirm)|"
        rf"\b(?:manager|applet|gui|desktop|computer|pc|laptop|screen|window|phone|tablet|gateway|pi)\b"
        rf"[^.]{{0,30}}{NOT} (?:display|show|present)\w* [^.]{{0,20}}{CODE}|"
        rf"\bno (?:\w+ |[\"“'`]\w+[\"”'`] ){{0,3}}(?:prompt|dialog\w*|window|pop-?up|button|place|field)\b[^.]{{0,60}}"
        rf"\b(?:{CODE}|{PAIR}|confirm\w*|type|enter)|"
        rf"(?=[^.]{{0,200}}(?:{CODE}|{PAIR}|confirm\w*))[^.]{{0,100}}\b(?:prompt|dialog\w*|window|pop-?up)\b[^.]{{0,70}}"
        r"(?:\bnot|\bnever|n['’]t) (?:be )?(?:\w+ )?(?:com(?:e|ing)|appear|show|open|display|pop|answered|interactive)",
        "no-agent",
        "The question of a pairing was not seen where it has to be answered, as reported. On Linux an agent asks it "
        "(the desktop's own, blueman's, bluetoothctl's): without one, or where its window stays hidden, the pairing "
        f"waits and is then refused. {WORDS_ALONE}",
        "agent answer-in-time",
        title="The question of the pairing was not shown, as reported",
        side="local",
    ),
    account(
        r"\b(?:ask|prompt|want|requir|need|request)\w*\b[^.]{0,60}\b" + CODE + r"(?=.{0,160}?(?:"
        rf"{NOT} (?:\w+ )?(?:support|have|know|show|display)|no (?:display|screen|keypad|keyboard|way|{CODE})|"
        r"despite|unknown|without (?:an? )?(?:display|screen)|"
        rf"(?:{NOT}|unable to|nowhere to|no place to) (?:\w+ ){{0,2}}(?:enter|type)))|"
        rf"(?<!port )(?<!:)\b(?:0000|1234)\b[^.]{{0,40}}\b(?:fails?|failed|wrong|reject\w*|{NOT} (?:\w+ )?work)\b",
        "unknown",
        "A code is asked for that nobody shows or knows, as reported. A device without a display pairs without one; "
        "where a code is asked for all the same, the two pair by a fixed PIN, as where one of them has no Secure "
        f"Simple Pairing, or the code is to be typed on the device itself. {WORDS_ALONE}",
        "pin-on-label manual",
        title="A PIN or passkey is asked for that nobody has, as reported",
    ),
    account(
        r"(?=.*\b(?:every|each|always|whenever|overnight|daily|"
        r"after (?:a |the |an? \w+ )?(?:re-?boot|restart|power|suspend))\b)"
        rf".*\b(?:have|had|has|having|need|needs|must|forced)\b(?: to)? (?:\w+ ){{0,3}}{AGAIN}|"
        r"\bonly way to (?:re-?)?connect\b[^.]{0,40}\b(?:delet|remov|forget|un-?pair|re-?pair)\w*|"
        r"\bforg[eo]t\w*\b[^.]{0,80}\b(?:re-?pair|repair|pair (?:it )?again)\w*\b[^.]{0,60}\b(?:works?|ok|connects?)\b|"
        r"\b(?:remov|delet|forget|clear|un-?pair)\w*\b[^.]{0,20}\b(?:bond|pairing|device)(?:ing|s)?\b[^.]{0,25}"
        r"\b(?:makes? it work|works? again|fixes|fixed|helps|helped|solves|solved)\b|"
        r"\b(?:un-?pair|remov|delet|forget)\w*\b[^.]{0,60}\b(?:device|phone|list|settings|bond|pairing)\b.{0,180}"
        r"\b(?:it|that|this) (?:has )?(?:helped|worked|fixed it|solved it)\b|"
        r"(?=.*\b(?:pair|bond))\bonly (?:\w+[ /]){0,6}(?:for )?the first time\b.{0,160}"
        r"\b(?:next|second) (?:time|connect)(?!.*\b(?:as expected|at once|works)\b)|"
        r"\b(?:pair|bond)(?:ing)? (?:data|info\w*|keys?) (?:is|are|was|were|gets?) (?:\w+ ){0,2}"
        r"(?:lost|corrupt\w*|gone|cancell?ed)\b|"
        r"\b(?:pair|bou?nd)(?:ing)? (?:request|dialog|prompt|message|pop-?up)s?\b[^.]{0,30}\b(?:every|each) "
        r"(?:(?:single )?time|(?:re-?)?connect)|"
        rf"\b(?:asks?|asking|wants?|wanting)\b(?: to| for)? (?:be )?{PAIR} (?:again|anew|"
        r"after (?:\w+ ){0,2}(?:dfu|updat|reset|re-?boot|restart|power))|"
        rf"\b(?:requires?|required|needs?|asks?|wants?|has|have)\b(?: to| for)? (?:be )?{PAIR}[^.]{{0,30}}"
        rf"\b(?:again|while|when|after|on|upon|every|each)\b[^.]{{0,20}}\b(?:re-?connect|disconnect)\w*|"
        rf"\b(?:work|connect|{PAIR})\w*\b[^.]{{0,40}}\b(?:until|till) (?:\w+ ){{0,3}}(?:re-?boot|restart|power)",
        "peer-bond-missing",
        "The bond does not hold from one connection to the next, as reported: one of the two loses its key, or makes a "
        "new one for another system on the same adapter. Where removing the device here is what helps, it is mostly "
        f"the device that had lost it. {WORDS_ALONE}",
        "forget-there full-bonds firmware-bonds",
        title="The bond does not last, as reported: the two no longer have the same key",
    ),
    account(
        r"(?=.*\b(?:after|within|for|only|about|until) (?:\w+ ){0,2}(?:30|thirty) ?s(?:ec(?:ond)?s?)?\b(?! time))"
        r"(?=.*\b"
        + PAIR
        + r").*\b(?:disconnect\w*|drops?|dropped|lost|loses|times? ?out|timed out|time-?out|fail\w*|works only)\b",
        "smp-timeout",
        "Thirty seconds are SMP's: a pairing that does not go on for so long is given up, and the link ended. A "
        f"question was not answered, or one side kept silent. {WORDS_ALONE}",
        "answer-in-time pairing-mode",
        title="It ends after 30 seconds, as reported: SMP's time for a pairing that does not go on",
    ),
    account(
        r"\b(?:pair|bond)ing request\b[^.]{0,60}(?:\bnot|n['’]t|\bnever) (?:\w+ )?(?:respon|answer|repl|react)\w*",
        "smp-timeout",
        "A request to pair is not answered, as reported: SMP gives it up after 30 seconds, and the link with it. The "
        f"other side waits for its own user, or does not pair now. {WORDS_ALONE}",
        "answer-in-time pairing-mode",
        title="The other side does not answer a request to pair, as reported",
    ),
    account(
        r"\b(?:only|once|after|until|unless)\b[^.]{0,60}\b(?:remov|unpair|un-pair|forget|forgot|delet|disconnect)\w*\b"
        rf"[^.]{{0,40}}\b(?:from|on|in) (?:my |the |your |its )?(?:\w+ )?(?:{PHONE}|app)\b",
        "peer-bonded-elsewhere",
        "It works only when the device is removed from a phone or its app, as reported: many devices keep one bond, or "
        f"one connection, and take no other host meanwhile. {WORDS_ALONE}",
        "free-device pairing-mode",
        title="The device is bonded or connected to another host, as reported",
        side="peer",
    ),
    account(
        r"\b(?:is|was|were|been|are|still|already)\b(?! not\b| never\b| no longer\b)[^.]{0,12}"
        r"\b(?:paired|bonded|connected) (?:with|to) (?:\w+ )?"
        r"(?:another|other|different) "
        r"(?:phone|smartphone|tablet|host|central|computer|laptop|pc|gateway|master|controller|app)\b",
        "peer-bonded-elsewhere",
        f"Many devices keep one bond, or one connection, and take no other host meanwhile. {WORDS_ALONE}",
        "free-device pairing-mode",
        title="The device is bonded or connected to another host, as reported",
        side="peer",
    ),
    account(
        rf"{NOT} (?:\w+ ){{0,3}}(?:in|into|in to|enter(?:s|ing)?|find|have)? ?(?:the |a |its )?"
        r"(?<!simple )pairing[ -]mode\b|"
        r"\b(?:leaves?|exits?|drops? out of) (?:the )?pairing[ -]mode\b",
        "peer-not-in-pairing-mode",
        f"The device does not go into pairing mode, or not for long enough, as reported. {WORDS_ALONE}",
        "manual full-bonds",
        title="The device is not in pairing mode, as reported",
        side="peer",
    ),
    account(
        r"\b(?:needs?|requires?|required|have|has|must)\b[^.]{0,30}\b(?:authenticat\w+|encrypt\w+|pair\w*|bond\w*)"
        r"[^.]{0,20}\b(?:before|first)\b[^.]{0,60}\b(?:read|writ|access|attribute|characteristic|descriptor|notif)",
        "peer-requires-authentication",
        "The device answers a request only over a paired or encrypted link, as reported.",
        "pairing-mode",
        title="The device wants to be paired before it answers, as reported",
        side="peer",
    ),
    account(
        r"(?=.*\b(?:fail\w*|never|disconnects?|broken|"
        r"(?:not|n['’]t|cannot) (?:\w+ ){0,2}(?:(?:re-?)?connect|pair|bond|work)\w*)\b)"
        r".*\b(?:(?:peripheral|device|sensor|board|firmware|lock|scale|watch|ring)\b[^.]{0,30}"
        r"(?<!was )(?<!is )(?<!been )(?<!be )\b(?:removes|removed|erases|erased|deletes|deleted|clears|cleared|lost|"
        r"loses|forgets|forgot)\b[^.]{0,20}\b(?:bond|pairing)\b(?! (?:mode|button))|"
        r"(?:remov|eras|delet|clear|reset|wip)\w* [^.]{0,20}\b(?:bond|pairing|matching)\w*[^.]{0,20}"
        r"\b(?:on|in|of|from) (?:\w+ ){0,2}(?:peripheral|device|sensor|board|firmware|lock|scale|watch|ring)\b|"
        r"\b(?:device|sensor|board|esp32\w*|lock|scale)\b[^.]{0,20}\bfactory[ -]reset\w*\b[^.]{0,80}"
        r"\b(?:connect|pair)\w*)",
        "peer-bond-missing",
        "The device was made to forget its bond, as reported, and the phone or computer still has it: it encrypts with "
        f"a key that the device no longer has, until the bond is removed there, too. {WORDS_ALONE}",
        "forget-both",
        title="The device no longer has the bond that the other side uses, as reported",
    ),
    account(
        r"\b(?:phone|smartphone|tablet|iphone|ipad|computer|laptop|pc|mac|android|ios|windows)\b[^.]{0,30}"
        r"(?<!was )(?<!is )(?<!been )(?<!be )\b(?:removes|removed|deletes|deleted|lost|loses|forgets|forgot|forgotten|"
        r"drops|dropped)\b[^.]{0,20}\b(?:bond|pairing|bonding)\b(?! (?:mode|button))|"
        r"\b(?:remov|eras|delet|clear|wip)\w* [^.]{0,20}\b(?:bond|pairing)\w*[^.]{0,20}\b(?:on|in|of|from) "
        r"(?:\w+ ){0,2}"
        r"(?:phone|smartphone|tablet|iphone|ipad|computer|laptop|pc|mac|android|ios|windows|linux|central|host)\b"
        r"[^.]{0,30}\b(?:keep|kept|still|but not|retain)\w*\b",
        "local-bond-missing",
        "The phone or computer lost its bond, as reported, and the device still has it, and waits for a key that the "
        f"other side no longer has. Some phones drop a bond whose link once could not be encrypted. {WORDS_ALONE}",
        "forget-both",
        title="The phone or computer no longer has the bond, as reported",
    ),
    account(
        r"\btoo many (?:\w+ ){0,2}(?:bond|paired|pairings)|"
        r"\bbond\w* (?:table|list|limit)\b[^.]{0,30}\b(?:full|reached|exceed)|"
        r"\bonly (?:\w+ ){0,4}(?:1|one|single|[2-9]|two|three) (?:\w+ )?(?:bonds?|bonded|encryption keys?)\b|"
        rf"\b{PAIR}[^.]{{0,20}}\b(?:second|third|another|new|[2-9](?:nd|rd|th)) (?:device|{PHONE})\b[^.]{{0,60}}"
        r"\b(?:los(?:es|t)|forg[eo]ts?|drops?|kicks?|replaces?|overwrites?)\b",
        "bond-table-full",
        "One side keeps a few bonds only, as reported: a new one takes the place of an old one, or is not kept, and "
        f"whose bond is gone has to pair again. {WORDS_ALONE}",
        "full-bonds more-bonds",
        title="There is no room for one more bond, as reported",
    ),
    account(
        rf"\b(?:un-?pair|remov|forget|forgot|delet)\w*\b.{{0,120}}(?:refuses?|\b{UNABLE})(?: \w+){{0,3}}? {PAIR}"
        rf"(?: \w+){{0,2}}? (?:again|anew)|"
        rf"\bafter (?:\w+ ){{0,4}}(?:un-?pair|remov|forget|forgot|delet)\w*\b[^.]{{0,60}}\b{UNABLE}"
        rf"[^.]{{0,40}}\b{PAIR}|"
        rf"\b(?:forget|delet|remov|clear|eras)\w*\b[^.]{{0,40}}\b(?:bond|pair)\w*[^.]{{0,30}}\b(?:on|in|from) "
        rf"(?:my |the |your )?(?:\w+ )?{PHONE}\b.{{0,120}}\b(?:re-?pair|repeat(?:ed)? pairing|"
        r"(?:pair|connect)(?:ing)? (?:\w+ ){0,4}(?:again|anew))\b.{0,200}\b(?:fail|disconnect|reject|refus)\w*|"
        r"\b(?:still|already|thinks?|appears?)\b[^.]{0,60}\bpaired\b[^.]{0,60}\brefus|"
        r"\b(?:refus|reject)\w*\b[^.]{0,60}\b(?:believes?|thinks?)\b[^.]{0,40}\b(?:paired|bonded)\b|"
        r"\bhalf of (?:the|its) (?:pair|bond)(?:ing)?\b[^.]{0,60}\b(?:but|while|and)\b|"
        r"\b(?:pair|bond)\w*\b[^.]{0,40}\b(?:out of sync|broken)\b.{0,300}\b(?:not|issues?|unable|cannot|fails?)\b",
        "bond-not-replaced",
        "One side was made to forget the bond, as reported, and the other still has it and takes no new one. BlueZ "
        "does so for a pairing without a question (JustWorksRepairing in main.conf), other devices until "
        f"their own bond is removed. {WORDS_ALONE}",
        "just-works-repairing forget-there",
        title="One side still has the old bond and takes no new one, as reported",
    ),
    account(
        r"\b(?:pin|pass ?-?key|passcode|password)s?\b[^.]{0,40}\b(?:wrong|incorrect|not correct|invalid|"
        r"(?:do|does|did) ?n[o'’]t match)|\b(?:wrong|incorrect|invalid) (?:pin|pass ?-?key|passcode)\b",
        "unknown",
        "A host says so of every authentication that was refused, also where nobody typed a code: the codes differ, "
        f"one side has lost the bond, or nobody answered its question. {WORDS_ALONE}",
        "forget-there pin-on-label answer-in-time",
        title="A host says that the PIN or passkey is wrong, as reported",
    ),
    account(
        rf"\b{UNABLE}(?: \w+){{0,3}}? {PAIR}(?! ?-?mode)|"
        rf"{OF_A_SERVER}.*\bauthentication (?:fail(?:s|ed|ure)?|error|rejected|timeout)\b|"
        rf"\b(?:pairing|bond) but (?:\w+ )?{UNABLE}|"
        rf"\b(?:pairing|bonding)\b(?![^.]{{0,30}}{GOOD})[^.]{{0,60}}"
        r"\b(?:fail|unsuccessful|error|denied|reject|refus|abort|time[ds]?[ -]?out|"
        r"stuck|hang|never|not work|does ?n[o'’]t|doesnt|cancel)|"
        rf"\b{PAIR}[^.]{{0,60}}\b(?:but|and|then) (?:\w+ ){{0,2}}"
        r"(?:fails?\b|failed|unsuccessful\w*|nothing happens)(?! to (?:re-?)?connect)|"
        rf"\btr(?:y|ies|ied|ying) to {PAIR}[^.]{{0,140}}\b(?:time-?out|times? out|timed out|fail\w*|error\w*)\b|"
        rf"\b(?:prevents?|breaks?|disrupts?) (?:the )?{PAIR}|\bunsuccessful\w*\b[^.]{{0,30}}{PAIR}|"
        rf"\b{PAIR}[^.]{{0,100}}\bnothing happens|"
        rf"\btr(?:y|ies|ied|ying) to {PAIR}[^.]{{0,100}}\b(?:connection|link) "
        r"(?:ends|drops|closes|is (?:lost|closed))\b|"
        r"\b(?:fail(?:s|ed|ing)?|tim(?:es?|ed|ing)[ -]?out|hangs?|stuck|crash(?:es|ed)?|errors?)\b (?:\w+ )?"
        r"(?:when|while|during|on) (?:\w+ ){0,2}(?:pairing|bonding)\b(?! ?-?(?:mode|button))|"
        r"\b(?:pin|pass ?-?key)(?: ?codes?)?\b[^.]{0,40}(?:\bnot|n['’]t) work|"
        rf"\b{PAIR}[^.]{{0,30}}\bfail(?:s|ed)?\b(?! to (?:re-?)?connect)|"
        r"\bpair\w*[^.]{0,40}\breturn(?:s|ed)? false\b|"
        r"\bpairing (?:problem|issue)s?\b|\bthat didn['’]t work\b|"
        r"(?:koppel|kopplung|gekoppelt|pairen)\w*[^.]{0,40}\b(?:nicht|fehl|klappt nicht|scheiter|abgelehnt)|"
        r"\b(?:nicht|kein\w*)\b[^.]{0,40}(?:koppel|gekoppelt|pairen)|"
        r"(?:n['’]arrive pas|impossible|échou|échec)[^.]{0,40}(?:appair|jumel)|"
        r"(?:appair|jumel)\w*[^.]{0,40}(?:échou|échec|impossible)|"
        r"(?:no (?:se |me |puedo )?(?:puede|logra|consig|deja)|error|falla)\w*[^.]{0,40}(?:emparej|vincul)|"
        r"\b(?:non|n[ãa]o)\b[^.]{0,40}(?:accoppi|empare[jl]|parear)|"
        r"\bне (?:уда[её]тся|получается|могу|хочет)[^.]{0,40}(?:сопр|спари)|сопряжени[^.]{0,40}(?:ошибк|не )|"
        r"(?:无法|不能)配对|配对(?:失败|不了|不上)|ペアリング(?:に失敗|でき(?:ない|ません))",
        "unknown",
        f"Somebody writes that a pairing failed. {WORDS_ALONE}",
        "pairing-mode free-device",
        title="The pairing failed, as reported; no words of a program say why",
    ),
    *CONNECTION_ACCOUNTS,
)
"""In the order in which they are looked for."""
