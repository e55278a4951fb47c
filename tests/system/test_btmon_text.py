"""What this stack's btmon prints of the captures is read as the binary decoder reads the captures themselves.

`make test` compares with the btmon of the machine it runs on; here it is the one of each `STACK`.
"""

import subprocess
from pathlib import Path

import pytest

from pairtui.protocol.captures.btsnoop import BtsnoopReader
from pairtui.protocol.text.reader import TextReader
from tests.protocol.test_text_oracle import printed, read, verdicts, without_att

CAPTURES = sorted(Path("tests/captures").glob("*.btsnoop"))


@pytest.mark.parametrize(
    "capture",
    [pytest.param(one, id=one.stem, marks=[] if "bredr" in one.stem else [pytest.mark.more]) for one in CAPTURES],
)
def test_the_same_records_and_the_same_verdict(capture: Path, tmp_path: Path) -> None:
    octets = without_att(capture.read_bytes())
    file = tmp_path / "capture.btsnoop"
    file.write_bytes(octets)
    text = subprocess.run(["btmon", "-r", file], capture_output=True, check=True).stdout
    assert [printed(r) for r in read(TextReader(), text)] == [printed(r) for r in read(BtsnoopReader(), octets)]
    assert verdicts(TextReader(), text) == verdicts(BtsnoopReader(), octets)
