"""README's first minute, played: the demo's first failure is diagnosed, its fix pairs, `q` leaves.

python first_minute.py COMMAND…    COMMAND starts the demo, with whatever it has to set up before
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "system"))

from console import Console

SET_UP = 900
"""Seconds that the packages may take to come over a slow network."""


def main() -> None:
    console = Console(program=sys.argv[1:])
    console.wait_for("BP monitor", timeout=SET_UP)
    console.press("/")
    console.type("bp")
    console.press("enter")
    console.wait_for("Press p to pair BP monitor.")  # the log names it before it has been heard
    console.press("p")
    console.wait_for("✗ failed", "0x08", "[1]", timeout=60)
    console.press("q")
    status = console.close()
    assert status == 0, f"the demo ended with status {status}\n{console.framed()}"
    print("the first failure was diagnosed; q left")


if __name__ == "__main__":
    main()
