"""What this stack's btmon prints of the captures is read as the binary decoder reads the captures themselves.

`make test` compares with the btmon of the machine it runs on; here it is the one of each `STACK`.
"""

from pathlib import Path

import pytest

from tests.protocol.test_text_oracle import check_verdict

CAPTURES = sorted(Path("tests/captures").glob("*.btsnoop"))


@pytest.mark.parametrize(
    "capture",
    [pytest.param(one, id=one.stem, marks=[] if "bredr" in one.stem else [pytest.mark.more]) for one in CAPTURES],
)
def test_the_same_records_and_the_same_verdict(capture: Path, tmp_path: Path) -> None:
    check_verdict(capture, tmp_path)
