"""Text from the air, made safe."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairtui.protocol.safe_text import safe_text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("OMRON BP7350", "OMRON BP7350"),
        ("[/]", "[/]"),
        ("Küche 温度計 👩\u200d🔬", "Küche 温度計 👩\u200d🔬"),
        ("\x1b[31mred", "\ufffd[31mred"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("a\r\nb\tc", "a\ufffd\ufffdb\ufffdc"),
        ("\x9b2J", "\ufffd2J"),
        ("\ue000\U000f0000", "\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("\u3164\uffa0", "\ufffd\ufffd"),
        ("  edge  ", "edge"),
        ("", ""),
    ],
)
def test_by_example(text, safe):
    assert safe_text(text) == safe


def test_a_long_text_is_cut():
    assert safe_text("x" * 300) == "x" * 247 + "…"
    assert safe_text("x" * 248) == "x" * 248


@given(st.text())
def test_nothing_moves_the_cursor_or_reorders_a_line(text):
    safe = safe_text(text, 20)
    assert len(safe) <= 20
    assert safe == safe_text(safe, 20)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Co", "Zl", "Zp") for char in safe)
    assert not any(
        unicodedata.bidirectional(char) in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")
        for char in safe
    )
