import pytest
from rich.style import Style

from pairtui.ui.themes import FILLS, ROLES, ThemeError, load_theme, theme_names

GOOD = "dark = true\n[roles]\n" + "".join(f'{role} = "white on black"\n' for role in ROLES)


def test_the_themes_that_come_with_the_program():
    assert {"dark", "light", "high-contrast", "mono", "ansi16"} <= set(theme_names())


@pytest.mark.parametrize("name", ["dark", "light", "high-contrast", "mono", "ansi16"])
def test_each_has_every_role_on_every_ground(name):
    palette = load_theme(name)
    for role in ROLES:
        assert isinstance(palette.style(role), Style)
        for fill in FILLS:
            assert isinstance(palette.style(role, fill), Style)


def test_mono_has_no_colour():
    palette = load_theme("mono")
    assert all(s.color is None or s.color.is_default for s in palette.styles.values())
    assert all(s.bgcolor is None or s.bgcolor.is_default for s in palette.styles.values())


def luminance(hexadecimal: str) -> float:
    channels = [int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(style: Style) -> float:
    assert style.color and style.color.triplet and style.bgcolor and style.bgcolor.triplet
    one, other = sorted((luminance(style.color.triplet.hex), luminance(style.bgcolor.triplet.hex)))
    return (other + 0.05) / (one + 0.05)


@pytest.mark.parametrize(("name", "least"), [("dark", 4.5), ("light", 4.5), ("high-contrast", 7.0)])
def test_what_is_to_be_read_can_be_read(name, least):
    palette = load_theme(name)
    for role in set(ROLES) - {"border"}:
        assert contrast(palette.style(role)) >= least, role
        if role != "selected":
            assert contrast(palette.style(role, "dialog")) >= least * 0.9, f"{role} in a dialog"


def test_a_theme_of_ones_own_is_a_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    assert load_theme(str(file)).name == "mine"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[roles]", "[rolls]"), "rolls: no such key"),
        (('accent = "white on black"\n', ""), "roles.accent: missing"),
        (('accent = "white on black"', 'accent = "whitish"'), "roles.accent"),
        (('accent = "white on black"', "accent = 7"), "roles.accent: must be a text"),
        (("text =", "texxt ="), "roles.texxt: no such key"),
        (("dark = true", 'dark = "yes"'), "dark: must be true or false"),
        (("dark = true", "dark ="), "line 1"),
    ],
)
def test_a_wrong_theme_says_which_file_and_which_key(tmp_path, change, says):
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace(*change))
    with pytest.raises(ThemeError) as caught:
        load_theme(str(file))
    assert str(file) in str(caught.value)
    assert says in str(caught.value)


def test_a_theme_that_is_not_there_names_those_that_are():
    with pytest.raises(ThemeError, match=r"ansi16, dark"):
        load_theme("solarised")
