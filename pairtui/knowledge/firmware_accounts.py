"""What people write in their own words of a board that they program themselves.

MicroPython 1.20: extmod/nimble/modbluetooth_nimble.c (ble_hs_err_to_errno) and py/mperrno.h, whose names stand in its
errors where another Python has words.
"""

from pairtui.knowledge.account_words import CODE, PAIR, UNABLE, WORDS_ALONE, account

FIRMWARE_ACCOUNTS = (
    account(
        rf"\b(?:both|two) (?:\w+ ){{0,2}}(?:numbers?|{CODE}) (?:\w+ ){{0,2}}(?:differ\w*|(?:not|n['’]t) (?:\w+ )?"
        rf"(?:same|equal|match))|\b{CODE} [^.]{{0,60}}\bdiffer(?:s|ent)?\b[^.]{{0,30}}\b(?:from|than|to) [^.]{{0,40}}"
        r"\b(?:phone|computer|pc|windows|android|iphone|serial|screen|device)\b",
        "unknown",
        "Each side shows a code and the two differ, as reported. Where one of them asks for a code, the other's is the "
        "one to type there. Where both only show one, as at a numeric comparison, the answer is no: two pairings run "
        f"at once, or somebody stands between. {WORDS_ALONE}",
        "type-digits pair",
        title="The two sides show different codes, as reported",
    ),
    account(
        rf"\b(?:un-?pair|forget|forgot|remove)\w*\b[^.]{{0,60}}\b{PAIR}[^.]{{0,20}}\bwith "
        rf"(?:some(?:thing|body)|an?other|(?:a|the|my) (?:new|different|second|other))\b"
        rf"[^.]{{0,60}}\b(?:stops?|nothing|{UNABLE}|fails?)\b",
        "unknown",
        "After it was unpaired from one host it works with no other, as reported, until it is restarted. The firmware "
        f"keeps the old bond, or what it advertises for it, and takes no new host meanwhile. {WORDS_ALONE}",
        "restart-device erase-bonds forget-both",
        title="Unpaired from one host, it pairs with no other, as reported",
    ),
    account(
        r"\bOSError: (?:\[Errno -?\d{1,3}\] )?E[A-Z]{3,12}\b",
        "unknown",
        "MicroPython raises this where its own Bluetooth host refuses a call: ENOTCONN without such a connection, "
        "EALREADY or EBUSY where a procedure runs, ENOENT where it does not find what the call names. It says nothing "
        f"of the other side. {WORDS_ALONE}",
        "restart-device",
        title="A Bluetooth call of MicroPython was refused by its own host, as reported",
        side="local",
    ),
)
"""In the order in which they are looked for, before those of people who pair what they did not make."""
