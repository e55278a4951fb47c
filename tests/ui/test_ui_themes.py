import pytest
from rich.style import Style

from pairtui.ui.themes import FILLS, ROLES, ThemeError, load_theme, theme_names

GOOD = "dark = true\n[roles]\n" + "".join(f'{role} = "white on black"\n' for role in ROLES)


def test_the_themes_that_come_with_the_program():
    assert {"dark", "light", "high-contrast", "colour-blind", "mono", "ansi16"} <= set(theme_names())


@pytest.mark.parametrize("name", theme_names())
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


@pytest.mark.parametrize("name", sorted(set(theme_names()) - {"mono", "ansi16"}))
def test_what_is_to_be_read_can_be_read(name):
    palette, least = load_theme(name), 7.0 if name == "high-contrast" else 4.5
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


@pytest.mark.parametrize(
    ("octets", "says"),
    [
        (bytes(range(256)), "it is not UTF-8 text; save it as UTF-8"),
        (b"", "roles: the table is missing"),
        (b"#" * (1 << 21), "it is larger than 1 MiB; name a file with TOML in it"),
        (b"dark = true\nroles =\n", "line 2: not TOML: Invalid value; correct this line"),
        (None, "it is a folder; name a file with TOML in it"),
    ],
)
def test_what_is_no_theme_at_all_says_so_in_one_sentence(tmp_path, octets, says):
    file = tmp_path / "x.toml"
    if octets is None:
        file.mkdir()
    else:
        file.write_bytes(octets)
    with pytest.raises(ThemeError) as caught:
        load_theme(str(file))
    assert str(caught.value) == f"{file}: {says}"


def test_a_theme_that_is_not_there_names_those_that_are():
    with pytest.raises(ThemeError, match=r"ansi16, colour-blind, dark"):
        load_theme("solarised")


# Machado, Oliveira and Fernandes (2009), severity 1: linear RGB as it is seen without one kind of cone.
WITHOUT = {
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


@pytest.mark.parametrize("cone", WITHOUT)
@pytest.mark.parametrize("pair", [("ok", "error"), ("sent", "received"), ("ok", "warning"), ("error", "text")])
def test_what_differs_can_be_told_apart_with_every_kind_of_colour_vision(cone, pair):
    palette = load_theme("colour-blind")
    one, other = (seen(palette.style(role), WITHOUT[cone]) for role in pair)
    assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.2


def seen(style: Style, matrix) -> list[float]:
    assert style.color and style.color.triplet
    linear = [(value / 255) ** 2.2 for value in style.color.triplet]
    mixed = [sum(weight * value for weight, value in zip(line, linear, strict=True)) for line in matrix]
    return [min(max(value, 0), 1) ** (1 / 2.2) for value in mixed]


def test_a_theme_of_ones_own_in_the_configuration_folder_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "pairtui" / "themes"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(GOOD)
    (folder / "dark.toml").write_text(GOOD.replace('accent = "white', 'accent = "red'))
    assert "mine" in theme_names() and theme_names().count("dark") == 1
    assert load_theme("dark").style("accent").color == Style.parse("red").color
    (folder / "broken.toml").write_text("dark =")
    with pytest.raises(ThemeError, match=rf"{folder}/broken.toml: line 1: not TOML: Invalid value"):
        load_theme("broken")
