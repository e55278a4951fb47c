"""What must stand in a text for a pattern to be found there, so that most patterns need not be tried."""

import re

_PIECE = re.compile(
    r"\\(?P<escaped>[^a-zA-Z0-9])|(?P<other>\\.|\[\^?\]?(?:\\.|[^\]])*\]|\.|[$^])|(?P<plain>[^()|\[\\*+?{}.$^])"
)
_REPEATED = re.compile(r"[*+?]\??|\{[0-9,]*\}\??")


def literals(pattern: str) -> tuple[str, ...]:
    """Texts in lower case, one of which stands in every text that the pattern matches; ("",) where none must."""
    longest, run, depth, found, at = "", "", 0, [], 0
    while at < len(pattern):
        repeated = _REPEATED.match(pattern, at)
        piece = _PIECE.match(pattern, at)
        if repeated:
            run, at = "", repeated.end()
            continue
        if piece and not depth:
            literal = piece["escaped"] or piece["plain"] or ""
            after = _REPEATED.match(pattern, piece.end())
            run = run + literal if literal and not after else ""
            longest = max(longest, run, key=len)
        elif not piece:
            depth += {"(": 1, ")": -1}.get(pattern[at], 0)
            run = ""
            if pattern[at] == "|" and not depth:
                found.append(longest)
                longest = ""
        at = piece.end() if piece else at + 1
    found.append(longest)
    return tuple(word.lower() for word in found) if all(found) else ("",)
