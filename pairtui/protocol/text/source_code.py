"""Lines of a program's source, which people paste beside a log: no running program said what stands in them."""

import re
from collections.abc import Iterator

_SAYS = (
    r"(?:f?print(?:f|k|ln)?|logf?|e?printf|puts|write(?:ln)?|format|error|warn(?:ing)?|info|debug|exception|critical|trace|"
    r"fatal|expect|assert\w*|NSLog|os_log|makeText|sendline|toast|alert|[ewidv]|emit|setText|append|echo|\w*LOG\w*|"
    r"\w*(?:_print|_log)\w{0,8})!?"
)
"""The last part of the name of a function that says something."""

_TYPES = (
    "pub|static|extern|inline|public|private|protected|override|const|unsigned|struct|enum|typedef|template|using|void|"
    r"int|bool|u?int\d+_t|esp_err_t|String"
)
_END = r"\s*(?://[^\n]*|/\*[^\n]*|#[^\n]*)?\Z"

_STATEMENTS = (
    # printk("…", logger.error(f'…', ESP_LOGE(TAG, "…", cout << "…"
    r"(?:(?:await|yield|return|else:?|then|\w+ =) )*(?:[\w$]+(?:\.|::|->|\(\)\.))*"
    rf"{_SAYS}\s?\((?:[\w.]{{1,30}}(?:, ?|\()){{0,3}}\[?[fbrLu@]{{0,2}}[\"'`]",
    r"(?:std::)?c(?:out|err|log) ?<<",
    # C, Java, JavaScript, Swift, Rust
    rf"(?:\}}? ?(?:else )?if|switch|while|for|\}}? ?catch|foreach) ?\([^\n]*[{{}};)]{_END}",
    rf"\}}? ?(?:if|guard|else if|switch) [^\n]*\{{{_END}",
    r"case [\w.:]{1,60}:(?:\s|\Z)",
    r"(?:let|var|const|final|auto)(?: mut)? \w+(?: \w+)? ?[:=][^\n]",
    rf"(?:(?:{_TYPES}) )+[\w<>*&:\[\] ]{{1,60}}(?:[({{;=][^\n]*)?[{{;(,]{_END}",
    rf"(?:(?:{_TYPES}) )+[*\w]+\([\w<>*&, :\[\]]*\){_END}",
    r"#(?:define|include|ifdef|ifndef|endif|pragma)\b",
    rf"(?:return|throw|raise|assert)\b[^\n]*[;)]{_END}",
    rf"[^\n]*[\w)\]]\)?\);{_END}",
    rf"[\w.\[\]>-]{{1,60}} [|&+-]?= [^\n]*;{_END}",
    # what a format string or a compiler's constant has in the place of a value
    r"[^\n]*(?:[=:(] ?(?:0x)?%(?:0?[0-9]{0,2}l{0,2}[duxXs])\b|\\0[0A]\")",
    # a constant's text: Kotlin, Rust, Python
    r"[\w.]{1,80} [-=]> ?\"[^\"\n]{0,120}\",?\s*(?://[^\n]*)?\Z",
    r"[a-z_]\w{0,40} = [frbu]{0,2}(?:\"[^\"\n]*\"|'[^'\n]*')\s*\Z",
    # Python
    rf"(?:if|elif|while) (?:not )?(?:\w+|[^\n]*(?:[=!<>]=|\w\.\w|\w\(|[\"']\W)[^\n]*):{_END}",
    rf"(?:else|try|finally|for \w+(?:, \w+)? in [^\n]*|except(?: [A-Z(][^\n]*)?|(?:async )?with [\w.]+\([^\n]*):{_END}",
    r"(?:async )?(?:def|fn|func|function) \w+ ?[(<]",
    r"class \w+(?:\([\w., ]*\))?:",
    rf"(?:from [\w.]{{1,60}} )?import [\w.*{{]+(?: as \w+|, [\w, ]+)?;?{_END}",
)
"""How the statements of the usual languages look: no log has such lines, though tracebacks quote them."""

_STATEMENT = re.compile(rf"\s*(?:{'|'.join(_STATEMENTS)})")

_LOOKED_FOR = re.compile(
    r"(?:\w\(\s*\[?[fbrLu@]{0,2}|[=!]= ?|\b(?:grep|expect|in|if|case) (?:-\w+ )*)[\"'`][^\"'`\n]{0,80}\Z"
)
"""What stands before words that a program says or looks for, on their line."""


def is_code(line: str) -> bool:
    """Whether a line is a statement of a program and not what it wrote."""
    return _STATEMENT.match(line) is not None


def in_code(text: str, at: int, before: str) -> bool:
    """Whether the words at this place are a program's source; `before` is what stands before them."""
    if _LOOKED_FOR.search(before):
        return True
    end = text.find("\n", at)
    return is_code(before.rsplit("\n", 1)[-1] + text[at : end if end >= 0 else len(text)])


_PART_OF_CODE = re.compile(
    r"[ \t]|#(?![0-9])|//|/?\*|[frbu]{0,2}(?:\"\"\"|\'\'\')|[^\n]*(?:[,;({})\]\\:=\"'`]|[=:] ?[\"'][^\n]*)\s*\Z"
)
"""A line that is set in, a comment, or one that ends as a part of a statement does; `#12` is a packet's number."""

_OF_A_BLOCK = re.compile(
    r"\s*(?:[{}()\[\]]+[,;:]?|[^\n]*[\w=] ?[(\[{]|(?:#(?!#{1,5} |[0-9])|//|/?\*)[^\n]*|@\w+[^\n]*"
    r"|(?:\"\"\"|\'\'\')[^\n]*|[^\n]*(?:\"\"\"|\'\'\')"
    r"|(?:return|pass|break|continue|self\.[^\n]*);?|[\w.]+(?:=[^\n]*)?,|[\w.]+\([^\n]*,"
    r"|[\w.]+(?:\[[^\n\]]*\])?\s*(?:[-+|&]?=|[=!<>]=) [^\n]*)\s*\Z"
)
"""What stands in a program beside its statements: brackets, comments, arguments, assignments."""

_REACH, _ENOUGH = 4, 3
"""Lines before and as many after one that are looked at, and how many of them must be code for it to be, too."""

_LONGEST = 300
"""Characters of a statement's line: no regex here is asked about a longer one."""


def stands_in_code(text: str, start: int, end: int) -> bool:
    """Whether the line `text[start:end]` is a part of the program whose statements stand before and after it."""
    if end - start > _LONGEST or not _PART_OF_CODE.match(text[start:end]):
        return False
    before = sum(map(_of_code, _lines_before(text, start)))
    after = sum(map(_of_code, _lines_after(text, end)))
    return before > 0 and after > 0 and before + after >= _ENOUGH


def _of_code(line: str) -> bool:
    return len(line) <= _LONGEST and (_OF_A_BLOCK.match(line) is not None or is_code(line))


def _lines_before(text: str, start: int) -> Iterator[str]:
    for _ in range(_REACH):
        if start <= 0:
            return
        begin = text.rfind("\n", 0, start - 1) + 1
        yield text[begin:start]
        start = begin


def _lines_after(text: str, end: int) -> Iterator[str]:
    for _ in range(_REACH):
        if end >= len(text):
            return
        start, end = end, text.find("\n", end) + 1 or len(text)
        yield text[start:end]
