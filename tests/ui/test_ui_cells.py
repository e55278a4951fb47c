from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from pairtui.ui.text.cells import clean, cut, fit, width, wrap, wrap_to
from pairtui.ui.text.glyphs import ascii_twin, curve, terminal_wants_ascii
from pairtui.ui.text.rows import between, row

names = st.text(max_size=40) | st.sampled_from(
    ["体温計", "🏃‍♀️ run", "🇩🇪 Uhr", "e\u0301" * 9, "\x1b[31mred", "a\u202eb"]
)


@given(names)
def test_clean_text_has_no_control_and_one_width_for_everybody(text):
    safe = clean(text)
    assert safe.isprintable()
    assert width(safe) == cell_len(safe)


@given(names, st.integers(0, 30))
def test_cut_never_takes_more_than_its_room_and_fit_takes_exactly_that(text, room):
    assert width(cut(text, room)) <= room
    assert width(fit(text, room)) == room
    assert width(fit(text, room, right=True)) == room


@given(names, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_letter(text, room):
    lines = wrap(text, room)
    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean(text).split())


@given(names)
def test_the_ascii_twin_is_ascii_and_as_wide(text):
    twin = ascii_twin(clean(text))
    assert twin.isascii()
    assert len(twin) == width(clean(text))


@given(names, names, st.integers(4, 40))
def test_a_row_between_two_ends_fills_its_room(left, right, room):
    end = cut(right, room // 2)
    assert between([(left, "text")], [(end, "text")], room).cells == room


def test_a_cut_says_so():
    assert cut("Polar H10 8A1B2C3D", 10) == "Polar H10…"
    assert cut("体温計", 5) == "体温…"
    assert wrap_to("one two three four", 8, 1) == ["one two…"]


def test_an_escape_sequence_loses_its_escape():
    assert clean("\x1b]0;x\x07") == "·]0;x·"
    assert row(("a\nb", "text")).text == "a·b"


def test_a_flag_is_two_letters_and_a_joined_emoji_its_parts():
    assert clean("🇩🇪") == "DE"
    assert clean("🏃‍♀️") == "🏃♀"


def test_accents_go_in_ascii():
    assert ascii_twin("Büro–Drucker ✓") == "Buro-Drucker +"


def test_the_curve_shows_the_last_values_at_the_right():
    assert curve((-100, -70, -40), 4) == " ▁▅█"
    assert curve((-100, -70, -40), 2) == "▅█"


def test_which_terminals_want_ascii(monkeypatch):
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert not terminal_wants_ascii()
    monkeypatch.setenv("LC_ALL", "C")
    assert terminal_wants_ascii()
    monkeypatch.setenv("LC_ALL", "C.utf8")
    assert not terminal_wants_ascii()
    for term in ("linux", "vt100", "vt220"):
        monkeypatch.setenv("TERM", term)
        assert terminal_wants_ascii()
