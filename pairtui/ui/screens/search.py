"""A search in rows: what is typed, which rows match, which one is looked at."""

from collections.abc import Sequence

from pairtui.ui.text.line_edit import typed_text
from pairtui.ui.text.rows import Row

LONGEST = 48


class Search:
    """The state of one search. `typing` while its text is entered; `at` is the row looked at, None for none."""

    def __init__(self) -> None:
        self.text = ""
        self.typing = False
        self.at: int | None = None

    def begin(self) -> None:
        """Take what is typed."""
        self.text, self.typing, self.at = "", True, None

    def end(self) -> None:
        """Search for nothing."""
        self.text, self.typing, self.at = "", False, None

    def type(self, key: str, character: str | None) -> None:
        """A key while the text is entered: Enter keeps it, Esc drops it."""
        if key == "enter":
            self.typing = False
        elif key == "escape":
            self.end()
        else:
            self.text = typed_text(self.text, key, character, LONGEST)

    def matches(self, rows: Sequence[Row]) -> list[int]:
        """The rows that have the text, in any case of letters."""
        wanted = self.text.casefold()
        return [at for at, line in enumerate(rows) if wanted in line.text.casefold()] if wanted else []

    def first(self, rows: Sequence[Row], start: int) -> None:
        """Look at the first match from the row `start` on, else at the first of all."""
        found = self.matches(rows)
        self.at = next((at for at in found if at >= start), found[0] if found else None)

    def step(self, rows: Sequence[Row], by: int, start: int) -> None:
        """Look at the match after (`by` 1) or before (-1) the row looked at, round and round."""
        found = self.matches(rows)
        if not found:
            self.at = None
            return
        here = self.at if self.at is not None else start
        later = [at for at in found if at > here]
        earlier = [at for at in found if at < here]
        self.at = (later or found)[0] if by > 0 else (earlier or found)[-1]

    def keys(self, rows: Sequence[Row]) -> list[tuple[str, str]]:
        """What stands in the rim while there is a search."""
        if self.typing:
            return [("/", f"{self.text}▏"), ("Enter", "keep"), ("Esc", "drop")]
        if not self.text:
            return []
        found = self.matches(rows)
        place = f"{found.index(self.at) + 1} of {len(found)}" if self.at in found else "not found"
        return [("n N", f"{self.text}: {place}")]
