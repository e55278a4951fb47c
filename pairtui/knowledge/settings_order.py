"""In which order the kernel lets an adapter's settings be changed, and what changes along with each."""

from collections.abc import Mapping

from pairtui.protocol.immutable import immutable

POWERED = "powered"


@immutable()
class SettingStep:
    """One setting to be given one value; `along` is true where the kernel does that by itself."""

    setting: str
    value: int
    along: bool = False


@immutable()
class ChangePlan:
    """The steps to a setting's value; `power_cycle` where the adapter has to be off meanwhile.

    Undone from the last to the first, each step finds what it needs.
    """

    steps: tuple[SettingStep, ...]
    power_cycle: bool = False


def change_plan(setting: str, value: int, now: Mapping[str, int]) -> ChangePlan:
    """How `setting` becomes `value` when the adapter's settings are `now` (kernel net/bluetooth/mgmt.c, set_…).

    Steps that would change nothing are left out, except the one asked for.
    """
    before: list[SettingStep] = []
    after: list[SettingStep] = []
    match setting, value:
        case "secure-connections", 1 | 2 if now.get("bredr") and now.get("ssp") == 0:
            before.append(SettingStep("ssp", 1))
        case "discoverable", 1 if now.get("connectable") == 0:
            before.append(SettingStep("connectable", 1))
        case "bredr", 1 if now.get("le") == 0:
            before.append(SettingStep("le", 1))
        case "bredr", 0:
            after += [SettingStep("ssp", 0, along=True), SettingStep("discoverable", 0, along=True)]
        case "connectable", 0:
            after.append(SettingStep("discoverable", 0, along=True))
    along = [step for step in after if now.get(step.setting, step.value) != step.value]
    # Linux switches Secure Simple Pairing off in the controller only as it powers it (hci_write_ssp_mode_sync).
    takes_power = setting in ("bredr", "privacy") or (setting, value) == ("ssp", 0)
    off = takes_power and now.get(POWERED) == 1
    return ChangePlan((*before, *along, SettingStep(setting, value)), off)
