"""BlueZ's configuration files explained: what is set, what it does, what bluetoothd ignores."""

from pairtui.knowledge.main_conf import KEYS, assumed_policy, explain


def told(text: str, file: str = "main.conf", **known) -> dict[str, tuple[str, str]]:
    return {line.key: (line.effect, line.problem) for line in explain(file, text, **known)}


def test_what_debian_ships_sets_one_thing():
    text = "[General]\n#ControllerMode = dual\n\n[Policy]\nAutoEnable=true\n"
    assert told(text) == {"AutoEnable": ("adapters are switched on when they are found", "")}


def test_values_with_their_effect():
    text = "[General]\n ControllerMode = bredr \nJustWorksRepairing=ALWAYS\nTemporaryTimeout = 90\nName = x\n"
    found = told(text)
    assert found["ControllerMode"] == ("LE is off: LE devices can be neither found nor paired", "")
    assert found["JustWorksRepairing"][0].startswith("a bonded device may pair again by itself")
    assert "forgotten after 90 s" in found["TemporaryTimeout"][0]
    assert "Name" not in found, "it bears on no pairing"


def test_where_a_value_stands():
    (line,) = explain("main.conf", "# x\n[GATT]\n\nKeySize = 16\n")
    assert (line.file, line.line, line.group, line.key, line.value) == ("main.conf", 4, "GATT", "KeySize", "16")


def test_a_key_that_this_version_does_not_know():
    text = "[General]\nSecureConnections = only\n[GATT]\nClient = false\n"
    old = told(text, version="5.66")
    assert old["SecureConnections"][1] == "this bluetoothd (5.66) does not know the key and ignores it"
    assert old["Client"][1] == "this bluetoothd (5.66) does not know the key and ignores it"
    assert {problem for _, problem in told(text, version="5.79").values()} == {""}
    assert told(text, missing=frozenset({"Client"}))["Client"][1] == (
        "this bluetoothd does not know the key and ignores it"
    )


def test_the_gatt_client_where_the_file_of_the_release_shows_it_and_where_it_is_read():
    assert told("[CSIS]\nClient = false\n")["Client"][1] == "bluetoothd reads this key under [GATT] only: move it there"
    assert told("[GATT]\nClient = false\n", version="5.73")["Client"][1] != ""
    assert told("[GATT]\nClient = false\n", version="5.74")["Client"][1] == ""


def test_a_value_that_bluetoothd_does_not_take():
    assert told("[General]\nJustWorksRepairing = yes\n")["JustWorksRepairing"] == (
        "",
        "it may be never, confirm, always: bluetoothd takes its default instead",
    )


def test_one_wrong_line_spoils_the_whole_file():
    broken, value = explain("main.conf", "[General]\nPrivacy on\nDebugKeys = true\n")
    assert (broken.line, broken.key) == (2, "")
    assert "ignores the whole file" in broken.problem
    assert value.problem == "bluetoothd ignores the whole file because of line 2"


def test_the_same_name_in_another_group_or_file_is_another_key():
    assert told("[Policy]\nClassicBondedOnly = true\n", "input.conf") == {}
    assert list(told("[General]\nClassicBondedOnly = false\n", "input.conf")) == ["ClassicBondedOnly"]
    assert told("[General]\nClassicBondedOnly = false\n") == {}


def test_hostile_text_is_made_safe():
    (line,) = explain("main.conf", "[General]\nPrivacy = \x1b[31m\n")
    assert "\x1b" not in line.value


def test_what_mgmt_does_not_tell_apart():
    text = "[General]\nSecureConnections = only\nPrivacy = limited-device\n"
    assert assumed_policy(explain("main.conf", text, "5.79")) == {"secure-connections": 2, "privacy": 2}
    assert assumed_policy(explain("main.conf", text, "5.66")) == {"privacy": 2}


def test_every_key_says_something_of_every_value():
    for (_, _, name), key in KEYS.items():
        assert key.effects or key.every, name
        assert all(effect and not effect.endswith(".") for effect in key.effects.values()), name
