from dataclasses import replace

from pairtui.pairing import actions
from pairtui.pairing.state import Adapter, Device
from pairtui.ui.commands.availability import CommandContext
from pairtui.ui.commands.table import BY_ID, COMMANDS
from pairtui.ui.console.gateway_commands import GatewayCommands
from pairtui.ui.console.navigation import Navigation
from pairtui.ui.console.reading import Reading
from pairtui.ui.text.cells import width

DEVICE = Device("k", address="28:FF:B2:AA:10:01", name="OMRON")
READY = CommandContext(device=DEVICE, adapter=Adapter("hci0", powered=True))


def test_each_id_and_each_key_is_there_once():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    assert len(BY_ID) == len(COMMANDS)


def test_labels_fit_the_footer_and_help_fits_a_line():
    for command in COMMANDS:
        assert width(command.label) <= 16
        assert width(command.help) <= 62, command.id
        assert command.help.endswith(".")


def test_the_digit_keys_are_written_as_a_range():
    assert BY_ID["fix"].key == "1-9"
    assert BY_ID["earlier"].key == "["


def test_what_cannot_be_done_says_why():
    assert BY_ID["pair"].available(CommandContext()) == "select a device first"
    off = replace(READY, adapter=Adapter("hci0"))
    assert BY_ID["pair"].available(off) == "hci0 is off"
    busy = replace(READY, device=replace(DEVICE, busy="pairing"))
    assert BY_ID["pair"].available(busy) == "OMRON is pairing"
    assert BY_ID["disconnect"].available(READY) == "the device is not connected"
    assert BY_ID["cancel"].available(READY) == "no pairing is under way"
    assert BY_ID["fix"].available(READY) == "no diagnosis with fixes is shown"
    replayed = replace(READY, can=frozenset({actions.Export}))
    assert BY_ID["pair"].available(replayed) == "this is a recording, not a gateway"
    elsewhere = replace(READY, can=frozenset({actions.Pair}))
    assert BY_ID["trust"].available(elsewhere) == "no source here can do this"


def test_what_sends_no_actions_is_carried_out_by_one_method_of_its_name():
    for command in COMMANDS:
        rooms = [room for room in (Navigation, Reading, GatewayCommands) if hasattr(room, command.id.replace("-", "_"))]
        assert len(rooms) == (command.does is None and command.id != "fix"), command.id


ABOUT_ONE_DEVICE = ("find-out", "repeat", "bearer")


def test_experiments_repetition_and_transport_answer_in_every_state():
    def said(**changes):
        return [BY_ID[name].available(replace(READY, **changes)) for name in ABOUT_ONE_DEVICE]

    recording = said(can=frozenset({actions.Export}), adapter=None)
    assert recording == ["this is a recording, not a gateway"] * 3
    assert said(can=frozenset({actions.Advertise, actions.StartDiscovery})) == ["no source here can do this"] * 3
    assert said(device=None) == ["select a device first"] * 3
    assert said(device=None, devices=False) == ["no device is heard yet"] * 3
    assert said(adapter=Adapter("hci0"))[:2] == ["hci0 is off"] * 2
    assert said(adapter=None)[:2] == ["there is no adapter"] * 2
    assert said(device=replace(DEVICE, busy="pairing"))[:2] == ["OMRON is pairing"] * 2
    both = replace(DEVICE, bearers=("le", "bredr"))
    assert said(device=both, known=False)[1:] == ["BlueZ does not know it now; scan for it"] * 2
    assert said(device=both) == [None, None, None]
    assert said()[2] == "OMRON has one transport, as far as was heard"


def test_what_needs_an_adapter_says_that_a_recording_has_none():
    replayed = CommandContext(device=DEVICE, can=frozenset({actions.Export}))
    for name in ("outlook", "settings", "level", "verify", "scan", "power", "pairable", "advertise"):
        assert BY_ID[name].available(replayed) == "this is a recording, not a gateway", name


def test_each_key_sends_its_action():
    adapter = Adapter("hci0", powered=True)
    expected = {
        "pair": actions.Pair("k"),
        "unpair": actions.Unpair("k"),
        "repair": actions.RemoveAndPair("k"),
        "trust": actions.SetTrusted("k", True),
        "connect": actions.Connect("k"),
        "disconnect": actions.Disconnect("k"),
        "block": actions.SetBlocked("k", True),
        "scan": actions.StartDiscovery("hci0"),
        "power": actions.SetPowered("hci0", False),
        "pairable": actions.SetPairable("hci0", True),
        "discoverable": actions.SetDiscoverable("hci0", True),
    }
    for name, action in expected.items():
        does = BY_ID[name].does
        assert does is not None
        assert does(replace(READY, adapter=adapter)) == (action,), name


def test_the_same_key_takes_it_back():
    trusted = replace(READY, device=replace(DEVICE, trusted=True, blocked=True))
    scanning = replace(READY, adapter=Adapter("hci0", powered=True, discovering=True))
    assert BY_ID["trust"].name(trusted) == "untrust"
    assert BY_ID["block"].name(trusted) == "unblock"
    assert BY_ID["scan"].name(scanning) == "stop scan"
    does = BY_ID["scan"].does
    assert does is not None
    assert does(scanning) == (actions.StopDiscovery("hci0"),)
    asks = BY_ID["block"].asks
    assert asks is not None and trusted.device is not None
    assert asks(trusted) is None
