from textual.events import Key

from pairtui.pairing.actions import Connect, Pair, SetAlias, SetCapability, StartDiscovery, StopDiscovery, Unpair
from pairtui.pairing.events import AdapterChanged, DeviceChanged, DeviceRemoved, SourceChanged, SourceState

OMRON = "/org/bluez/hci0/dev_28_FF_B2_AA_10_01"
NONIN = "/org/bluez/hci0/dev_00_1C_05_AA_10_02"


def order(screen: str, *names: str) -> list[str]:
    lines = screen.splitlines()
    return sorted(names, key=lambda name: next(at for at, line in enumerate(lines) if name in line[:20]))


async def test_a_console_without_a_source_says_why_and_what_to_do(bench):
    bench.feed(
        SourceChanged(
            source="bluez",
            state=SourceState.DOWN,
            why="The system bus is not there.",
            remedy="Start it: systemctl start dbus",
        )
    )
    async with bench.console() as seat:
        screen = await seat.look()
        assert "✗ bluez down" in screen
        assert "The system bus is not" in screen
        assert "systemctl" in screen


async def test_an_adapter_that_is_off_then_on_then_scanning(bench):
    async with bench.up(powered=False).console() as seat:
        screen = await seat.look()
        assert "hci0 off" in screen
        assert "Press P to switch it on." in screen
        bench.feed(AdapterChanged(adapter="hci0", changes={"powered": True}))
        assert "Press s to scan." in await seat.look()
        await seat.press("s")
        assert bench.performed == [StartDiscovery("hci0")]
        bench.feed(AdapterChanged(adapter="hci0", changes={"discovering": True}))
        screen = await seat.look()
        assert "◌ scanning" in screen
        assert "Put yours in" in screen
        await seat.press("s")
        assert bench.performed[-1] == StopDiscovery("hci0")


async def test_fourteen_devices_at_80x24(bench):
    async with bench.ward().console() as seat:
        screen = await seat.look()
        assert "Devices 14" in screen
        assert "体温計 Thermo" in screen
        assert "[red]Pulse" in screen
        assert "00:1C:05:AA:10:02 non-resolva" in screen
        assert "● connected ✓ bonded ★ trusted" in screen
        assert "Press p to pair Nonin 3230." in screen
        assert all(len(line) <= 80 for line in screen.splitlines())


async def test_the_strongest_is_first_and_the_selection_stays_with_its_device(bench):
    async with bench.up().device(OMRON, "OMRON", -60).device(NONIN, "NONIN", -80).console() as seat:
        assert order(await seat.press("down"), "OMRON", "NONIN") == ["OMRON", "NONIN"]
        for _ in range(4):
            bench.device(OMRON, "OMRON", -95)
        assert order(await seat.look(), "OMRON", "NONIN") == ["OMRON", "NONIN"], "frozen while somebody chooses"
        bench.now += 10
        bench.device(NONIN, "NONIN renamed", -80)
        screen = await seat.look()
        assert order(screen, "OMRON", "NONIN") == ["NONIN", "OMRON"]
        await seat.press("p")
        assert bench.performed == [Pair(NONIN)]


async def test_until_somebody_chooses_the_strongest_is_selected(bench):
    async with bench.up(discovering=True).console() as seat:
        for at, (key, name, rssi) in enumerate(((OMRON, "far", -90), (NONIN, "near", -40))):
            bench.now += at
            bench.device(key, name, rssi)
        assert "─ near ─" in await seat.look()


async def test_then_it_stays_with_its_device(bench):
    async with bench.up(discovering=True).console() as seat:
        bench.device(OMRON, "far", -70)
        assert "─ far ─" in await seat.look()
        bench.now += 20
        bench.device(OMRON, "far", -70).device(NONIN, "near", -40)
        screen = await seat.look()
        assert order(screen, "far", "near") == ["near", "far"]
        assert "─ far ─" in screen


async def test_a_device_in_range_is_selected_before_one_that_is_not(bench):
    async with bench.up().device(OMRON, "bonded of old", bonded=True).console() as seat:
        assert "─ bonded of old ─" in await seat.look()
        bench.now += 60
        bench.device(NONIN, "near", -40)
        assert "─ near ─" in await seat.look()


async def test_a_newcomer_goes_to_the_end_while_somebody_chooses(bench):
    async with bench.up().device(OMRON, "OMRON", -60).device(NONIN, "NONIN", -80).console() as seat:
        await seat.press("down")
        bench.device("/x/dev_01", "Loud", -30)
        assert order(await seat.look(), "OMRON", "NONIN", "Loud") == ["OMRON", "NONIN", "Loud"]
        bench.now += 10
        bench.device("/x/dev_01", "Loud", -30)
        assert order(await seat.look(), "OMRON", "NONIN", "Loud") == ["Loud", "OMRON", "NONIN"]


async def test_when_the_chosen_device_goes_no_key_works_on_its_neighbour(bench):
    async with bench.up().device(OMRON, "OMRON", -60).device(NONIN, "NONIN", -80).console() as seat:
        await seat.press("down")
        bench.feed(DeviceRemoved(device=NONIN))
        screen = await seat.press("o")
        assert "The selected device went away." in screen
        assert "o connect: select a device first." in screen
        assert bench.performed == []
        await seat.press("down", "o")
        assert bench.performed == [Connect(OMRON)]
        bench.feed(DeviceRemoved(device=OMRON))
        screen = await seat.press("p")
        assert "p pair: no device is heard yet." in screen
        assert len(bench.performed) == 1


async def test_the_chosen_device_stays_chosen_when_it_comes_back_under_another_key(bench):
    """After its pairing a device is known by its identity, and may get another path."""
    private = "/org/bluez/hci0/dev_5A_11_22_33_44_55"
    async with bench.up().device(OMRON, "OMRON", -40).device(private, "Band", -80).console() as seat:
        await seat.press("down")
        bench.feed(DeviceChanged(device=private, changes={"identity_address": "C0:11:22:33:44:55", "name": "Band 7"}))
        assert "─ Band 7 ─" in await seat.look()
        bench.feed(DeviceRemoved(device=private)).device("/org/bluez/hci0/dev_C0_11_22_33_44_55", "Band 7", -75)
        screen = await seat.press("o")
        assert "C0:11:22:33:44:55 static" in screen
        assert bench.performed == [Connect("/org/bluez/hci0/dev_C0_11_22_33_44_55")]


async def test_the_card_names_the_company_and_the_services(bench):
    bench.up()
    bench.device(OMRON, "BP7350", -60, manufacturer=0x020E, uuids=("00001810-0000-1000-8000-00805f9b34fb",))
    async with bench.console(size=(120, 40)) as seat:
        assert "Omron Healthcare Co., LTD · Blood Pressure" in await seat.look()


async def test_filter_by_terms(bench):
    async with bench.ward().console() as seat:
        assert "/rssi>-70 !paired 1 " in await seat.press("slash", *"rssi>-70 !paired", "enter")
        assert "No device matches" in await seat.press("slash", "ctrl+u", *"uuid:ffff", "enter")
        assert "Devices 14" in await seat.press("escape")


async def test_filter_by_name_and_by_address(bench):
    async with bench.ward().console() as seat:
        screen = await seat.press("slash", *"omr")
        assert "/omr" in screen
        assert "OMRON BP7350" in screen
        assert "Nonin 3230" not in screen.split("Press p")[0]
        await seat.press("enter", "p")
        assert bench.performed == [Pair(OMRON)]
        screen = await seat.press("slash", "ctrl+u", *"00:1c:05", "enter")
        assert "/00:1c:05 1 " in screen
        screen = await seat.press("slash", *"zz")
        assert "No device matches" in screen
        assert "Devices 14" in await seat.press("escape")


async def test_a_device_not_heard_for_a_while_shows_its_age(bench):
    async with bench.up().device(OMRON, "OMRON", -60).console() as seat:
        assert "20s" not in await seat.look()
        bench.now += 25
        bench.device(NONIN, "NONIN", -80)
        line = next(line for line in (await seat.look()).splitlines() if "OMRON" in line)
        assert "-60  20s" in line


async def test_removing_a_bond_asks_and_the_answer_is_no_until_it_is_yes(bench):
    async with bench.up().device(OMRON, "OMRON", -60, paired=True, bonded=True).console() as seat:
        screen = await seat.press("u")
        assert "Remove the bond?" in screen
        assert "28:FF:B2:AA:10:01" in screen
        await seat.press("enter")
        await seat.press("u", "escape")
        await seat.press("u", "n")
        await seat.press("u", "left", "right", "enter")
        assert bench.performed == []
        await seat.press("u", "right", "enter")
        assert bench.performed == [Unpair(OMRON)]
        await seat.press("u", "y")
        assert bench.performed == [Unpair(OMRON)] * 2


async def test_an_alias_is_typed_and_an_io_capability_chosen(bench):
    async with bench.up().device(OMRON, "OMRON", -60).console() as seat:
        await seat.press("a", "ctrl+u", *"Bed 4", "backspace", "7", "enter")
        assert bench.performed == [SetAlias(OMRON, "Bed 7")]
        screen = await seat.press("i")
        for name in ("DisplayOnly", "DisplayYesNo", "KeyboardOnly", "NoInputNoOutput", "KeyboardDisplay", "none"):
            assert name in screen
        await seat.press("down", "down", "down", "enter")
        assert bench.performed[-1] == SetCapability("NoInputNoOutput")
        await seat.press("i", "6")
        assert bench.performed[-1] == SetCapability("")


async def test_two_adapters(bench):
    bench.up().feed(AdapterChanged(adapter="hci1", changes={"powered": True})).device(OMRON, "OMRON", -60)
    async with bench.device("/org/bluez/hci1/dev_AA", "Other", -50, adapter="hci1").console() as seat:
        assert "OMRON" in await seat.look()
        screen = await seat.press("A")
        assert "hci1 on" in screen
        assert "Other" in screen
        assert "OMRON" not in screen
        screen = await seat.press("A")
        assert "hci0 on hci1 on" in screen
        assert "Devices 2" in screen
        await seat.press("home", "o")
        assert bench.performed == [Connect("/org/bluez/hci1/dev_AA")]
        assert "OMRON" not in (await seat.press("A", "A")).split("Nothing attempted")[0]


async def test_devices_of_one_maker_are_told_apart_by_the_end_of_the_address(bench):
    bench.up().device("/org/bluez/hci0/dev_D2_A7_33_10_22_01", "", -60)
    async with bench.device("/org/bluez/hci0/dev_D2_A7_33_10_22_02", "", -70).console() as seat:
        screen = await seat.look()
        assert ":22:01" in screen.splitlines()[2]
        assert ":22:02" in screen.splitlines()[3]


async def test_on_a_slow_line_strength_is_drawn_every_ten_seconds(bench):
    async with bench.up().device(OMRON, "OMRON", -60).console(slow=True) as seat:
        bench.now += 5
        bench.device(OMRON, "OMRON", -50)
        assert "-60" in await seat.look()
        bench.device(OMRON, "OMRON", -50, paired=True)
        assert "-50" in await seat.look()  # news are drawn at once
        bench.now += 11
        bench.device(OMRON, "OMRON", -40, paired=True)
        assert "-40" in await seat.look()


async def test_the_adapter_of_the_configuration_comes_first(bench):
    bench.up().feed(AdapterChanged(adapter="hci1", changes={"powered": True}))
    async with bench.console(adapter="hci1") as seat:
        assert "hci1 on" in await seat.look()


async def test_what_comes_in_one_go_in_the_attempt_is_searched_and_is_no_command(bench):
    bench.device("/org/bluez/hci0/dev_C0_00_00_00_00_03", "pure", -60, paired=True)
    async with bench.console() as seat:
        await seat.press("tab")
        for key, character in zip(("slash", *"pu"), "/pu", strict=True):
            seat.app.post_message(Key(key, character))
        assert "/ pu▏" in await seat.look()
    assert bench.performed == []


async def test_what_comes_in_one_go_is_typed_into_the_filter_and_is_no_command(bench):
    """As on a line that is slow, or when somebody types ahead."""
    bench.device("/org/bluez/hci0/dev_C0_00_00_00_00_03", "pure", -60, paired=True)
    bench.device("/org/bluez/hci0/dev_C0_00_00_00_00_04", "lock", -50, paired=True)
    async with bench.console() as seat:
        for key, character in (*zip(("slash", *"pure"), "/pure", strict=True), ("enter", "\r"), ("u", "u")):
            seat.app.post_message(Key(key, character))
        screen = await seat.look()
        assert "Remove the bond?" in screen
        assert "pure [C0:00:00:00:00:03]" in screen
        screen = await seat.press("escape")
        assert "/pure 1" in screen
        assert bench.performed == []


async def test_a_filter_that_hides_the_selected_device_selects_the_first_match(bench):
    async with bench.ward().console() as seat:
        await seat.press("down", "down", "down")
        screen = await seat.press("slash", *"omron", "enter")
        assert "▌ OMRON BP7350" in screen
        await seat.press("p")
        assert bench.performed == [Pair(OMRON)]
        assert "▌ OMRON BP7350" in await seat.press("escape")


async def test_a_key_sorts_the_devices(bench):
    bench.up()
    async with bench.device(OMRON, "Zebra", -40).device(NONIN, "Alpha", -80, bonded=True).console() as seat:
        assert order(await seat.look(), "Zebra", "Alpha") == ["Zebra", "Alpha"]
        screen = await seat.press("z")
        assert "by name" in screen.splitlines()[1]
        assert order(screen, "Zebra", "Alpha") == ["Alpha", "Zebra"]
        await seat.press("z", "z")
        assert order(await seat.look(), "Zebra", "Alpha") == ["Alpha", "Zebra"], "bonded first"


async def test_at_200_columns_the_list_says_company_services_address_and_when_seen(bench):
    bench.up().device(OMRON, "Strap", -40, uuids=("0000180d-0000-1000-8000-00805f9b34fb",), manufacturer=0x006B)
    async with bench.device(NONIN, "Other", -80).console((200, 60)) as seat:
        head, *lines = (await seat.look()).splitlines()[1:4]
        assert [word for word in ("company", "services", "address", "seen", "dBm", "state") if word in head[:108]] == [
            "company", "services", "address", "seen", "dBm", "state",
        ]  # fmt: skip
        assert "Polar Electro" in lines[0]
        assert "Heart Rate" in lines[0]
        assert "static" in lines[0] or "resolvable" in lines[0]
        assert "now" in lines[0]
        await seat.pilot.click("#devices", offset=(head.index("address"), 0))
        head = (await seat.look()).splitlines()[1]
        assert "by address" in head and "…" not in head


async def test_a_crowd_far_away_is_one_line_and_a_key_shows_it(bench):
    bench.up().device(OMRON, "OMRON", -50).device(NONIN, "Nonin", -95, bonded=True)
    for n in range(50):
        bench.device(f"/x/dev_00_00_00_00_00_{n:02X}", f"Tag {n:02}", -90)
    async with bench.console() as seat:
        screen = await seat.look()
        assert "Devices 52" in screen
        assert "50 more, weaker  M" in screen
        assert "Tag" not in screen
        assert "▌ OMRON" in screen and "Nonin" in screen, "a bonded device is not one of the crowd"
        screen = await seat.press("M")
        assert "Tag 00" in screen and "more, weaker" not in screen
        await seat.press("M")
        assert "Tag 42" in await seat.press("slash", *"tag 42", "enter"), "the filter looks at all of them"


async def test_when_the_scan_ends_the_order_stays_and_the_crowd_stays_folded(bench):
    bench.up()
    for number in range(50):
        bench.device(f"/x/dev_{number:02}", f"Tag {number:02}", -90)
    async with bench.device(OMRON, "OMRON", -50).console() as seat:
        assert "50 more, weaker" in await seat.look()
        for key in (*(f"/x/dev_{number:02}" for number in range(50)), OMRON):
            bench.feed(DeviceChanged(device=key, changes={"rssi": None}))
        bench.now += 10
        screen = await seat.look()
        assert "50 more, weaker" in screen and "OMRON" in screen and "Tag 07" not in screen
        screen = await seat.press("M")
        assert order(screen, "OMRON", "Tag 00") == ["OMRON", "Tag 00"]
