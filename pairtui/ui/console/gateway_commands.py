"""Carries out the commands that change what this gateway offers: IO capability, level, settings, combinations."""

from collections.abc import Callable, Sequence

from pairtui.pairing import actions
from pairtui.pairing.attempt import Fix
from pairtui.pairing.prediction.inputs import capability_of, gateway_of, peer_of
from pairtui.pairing.prediction.prediction import predict
from pairtui.pairing.prediction.trials import TrialPlan
from pairtui.pairing.questions import Question, ask_remove_and_pair
from pairtui.pairing.state import Device
from pairtui.ui.commands.availability import NO_SOURCE
from pairtui.ui.console.host import CommandHost
from pairtui.ui.screens.bonds import BondsDialog
from pairtui.ui.screens.find_out import FindOutDialog
from pairtui.ui.screens.question import Choice
from pairtui.ui.screens.repeat import RepeatDialog
from pairtui.ui.screens.settings import SettingsDialog
from pairtui.ui.screens.trials import TrialsDialog
from pairtui.ui.screens.will_it_pair import WillItPairDialog, Wish
from pairtui.ui.text.capabilities import CAPABILITIES
from pairtui.ui.text.hints import holder_text, why_not_settable

_BEARERS = {
    "le": ("LE", "Low Energy: SMP"),
    "bredr": ("BR/EDR", "classic: Secure Simple Pairing, or a PIN"),
    "": ("last seen", "the one it was heard on last, as BlueZ does"),
}
_LEVELS = {
    1: ("no security", "nothing is encrypted"),
    2: ("encrypted", "Just Works is enough"),
    3: ("authenticated", "a passkey, or a comparison"),
    4: ("authenticated SC", "and a key of 16 octets"),
}

AskThenSend = Callable[["Question | None", Sequence[actions.Action]], None]


class GatewayCommands:
    """Runs these commands on the console; a method has the name of its command.

    `ask_then_send` puts the question first where there is one, `carry_fix` carries out a fix of the selected device.
    """

    def __init__(self, console: CommandHost, ask_then_send: AskThenSend, carry_fix: Callable[[Fix], None]) -> None:
        self._console = console
        self._ask_then_send = ask_then_send
        self._carry_fix = carry_fix

    @property
    def _device(self) -> Device:
        """The selected device, without which the commands on one are not available."""
        device = self._console.situation().device
        assert device is not None
        return device

    def _choose(self, dialog: Choice, then: Callable[[int], None]) -> None:
        """Show `dialog`; `then` is called with the place of what the user chooses."""
        self._console.app.push_screen(dialog, lambda at: None if at is None else then(at))

    def capability(self) -> None:
        """Choose the agent's IO capability."""
        console = self._console
        names = [*CAPABILITIES, ""]
        options = [(name, meaning) for name, (_, meaning) in CAPABILITIES.items()]
        options.append(("none", "no agent: BlueZ refuses what needs one"))
        now = capability_of(console.model)
        present_at = names.index(now) if now in names else None
        note = holder_text(console.model)
        dialog = Choice(console.look, "IO capability of the agent", options, present_at, [note] if note[0] else [])
        self._choose(dialog, lambda at: console.send((actions.SetCapability(names[at]),)))

    def bearer(self) -> None:
        """Choose the transport to reach the device over."""
        console, device = self._console, self._device
        key, bearers = device.key, list(_BEARERS)

        def chosen(at: int) -> None:
            if key in console.model.devices:
                console.send((actions.SetPreferredBearer(key, bearers[at]),))

        bond = {"le": "Its bond is over LE.", "bredr": "Its bond is over BR/EDR."}.get(device.transport, "")
        note = f"{bond} BlueZ pairs a device with one bond over the other transport." if bond else ""
        dialog = Choice(
            console.look, f"Reach {device.label} over", list(_BEARERS.values()), bearers.index(device.preferred_bearer),
            [(note, "muted")] if note else [],
        )  # fmt: skip
        self._choose(dialog, chosen)

    def level(self) -> None:
        """Choose the security level to bring the device to."""
        console, device = self._console, self._device
        adapter = console.situation().adapter
        peer = peer_of(console.model, device)
        options = []
        for level, (name, meaning) in _LEVELS.items():
            expected = predict(gateway_of(console.model, adapter, level), peer)
            out_of_reach = level > 1 and (expected.refused or expected.strongest < level)
            options.append((name, f"{meaning}{' (not now)' if out_of_reach else ''}"))
        key = device.key

        def chosen(at: int) -> None:
            known, require = console.model.devices.get(key), actions.RequireLevel(key, at + 1)
            if known is None:
                return
            if known.paired and known.level is not None and known.level < at + 1:
                self._ask_then_send(_ask_replace(known, at + 1), (actions.Unpair(key), require))
            else:
                console.send((require,))

        dialog = Choice(
            console.look,
            f"Security level of {device.label}",
            options,
            device.level and device.level - 1,
            _reached(device),
            first=1,  # what Pair() itself requires
        )
        self._choose(dialog, chosen)

    def operate(self) -> None:
        """Choose what a virtual device's user does."""
        console, device = self._console, self._device
        key, controls = device.key, [control.label for control in device.controls]
        page = [(line, "text") for line in device.page.splitlines()]
        dialog = Choice(console.look, f"Controls of {device.label}", [(name, "") for name in controls], None, page)
        self._choose(dialog, lambda at: console.send((actions.Operate(key, controls[at]),)))

    def outlook(self) -> None:
        """What a pairing would come to, and what is in its way."""
        console, now = self._console, self._console.situation()
        adapter = now.adapter.key if now.adapter else None
        key = now.device.key if now.device else None

        def chosen(wish: Wish | None) -> None:
            if isinstance(wish, TrialPlan):
                self._tries(wish)
            elif wish is not None:
                device = console.model.devices.get(key or "")
                asks = wish[0] == "remove-and-pair" and device is not None and device.paired
                self._ask_then_send(ask_remove_and_pair(device) if asks and device else None, wish[1])

        dialog = WillItPairDialog(console.look, console.model, adapter, key, self._cannot, console.send)
        console.app.push_screen(dialog, chosen)

    def _tries(self, plan: TrialPlan) -> None:
        console, device = self._console, self._console.model.devices.get(plan.device)

        def begin() -> None:
            console.app.push_screen(TrialsDialog(console.look, console.model, plan, console.carry))

        if device is None:
            console.say("The device is gone. Scan for it.")
        else:
            console.ask(_ask_tries(device, len(plan.waiting)), begin)

    def settings(self) -> None:
        """What the adapter offers when it pairs."""
        console, adapter = self._console, self._console.situation().adapter
        if adapter is not None:
            console.app.push_screen(SettingsDialog(console.look, console.model, adapter.key, console.carry))

    def bonds(self) -> None:
        """All bonds of this gateway."""
        console = self._console
        dialog = BondsDialog(console.look, console.model, console.when, console.carry, self._cannot)
        console.app.push_screen(dialog)

    def repeat(self) -> None:
        """Pair and unpair the device many times."""
        console, device = self._console, self._device
        key, options = device.key, [(f"{number} times", "") for number in _ROUNDS]

        def chosen(at: int) -> None:
            known = console.model.devices.get(key)
            if known is not None:
                console.ask(_ask_repeat(known, _ROUNDS[at]), lambda: begin(_ROUNDS[at]))

        def begin(rounds: int) -> None:
            if key in console.model.devices:
                console.app.push_screen(RepeatDialog(console.look, console.model, key, rounds, console.carry))

        note = ("An intermittent fault shows in the rate; a device for production in its spread.", "muted")
        self._choose(Choice(console.look, f"Pair {device.label} again and again", options, None, [note]), chosen)

    def find_out(self) -> None:
        """Run the experiments that find out why it does not pair."""
        console, now = self._console, self._console.situation()
        device, attempt = now.device, now.attempt
        if device is None or device.adapter not in console.model.adapters:
            return

        dialog = FindOutDialog(console.look, console.hub, device, attempt.diagnosis if attempt else None)
        console.app.push_screen(dialog, lambda fix: None if fix is None else self._carry_fix(fix))

    def verify(self) -> None:
        """See whether the bond works."""
        device = self._device
        self._console.say(f"Verifying the bond of {device.label}: it is disconnected and connected again.", "accent")
        self._console.send((actions.Verify(device.key),))

    def _cannot(self, action: actions.Action) -> str | None:
        """Why no source here carries out this action; None where one does."""
        now, model = self._console.situation(), self._console.model
        if now.can is not None and type(action) not in now.can:
            return NO_SOURCE
        return why_not_settable(model, now.adapter, action.setting) if isinstance(action, actions.SetPolicy) else None


def _reached(device: Device) -> list[tuple[str, str]]:
    """What was required and what was reached, side by side."""
    reached = f"level {device.level}" if device.level else "no level known"
    required = f"level {device.required}" if device.required else "none"
    if device.required and device.level and device.level < device.required:
        return [(f"! Required: {required}. Reached: {reached}: the bond is weaker; R replaces it.", "warning")]
    return [(f"Required: {required}. Reached: {reached}.", "muted")]


def _ask_replace(device: Device, level: int) -> Question:
    """The question before a weak bond is replaced by a stronger one."""
    return Question(
        "Replace the bond?",
        f"{device.label} [{device.address}] has a bond of level {device.level}. For level {level} it is removed from "
        "this gateway, with its keys, and the device paired again. Put the device in pairing mode first.",
    )


_ROUNDS = (5, 10, 20, 50)


def _ask_repeat(device: Device, rounds: int) -> Question:
    """The question before a device is paired and unpaired many times."""
    bond = " The bond it has is removed, with its keys." if device.has_bond else ""
    return Question(
        f"Pair {rounds} times?",
        f"{device.label} [{device.address}] is paired and removed {rounds} times.{bond} Keep it in pairing mode.",
    )


def _ask_tries(device: Device, number: int) -> Question:
    """The question before bonds are removed one after the other."""
    return Question(
        "Try combinations?",
        f"Up to {number} pairings with {device.label} [{device.address}]. Its bond and keys are removed before each, "
        "and the settings of this gateway put back after each. Keep the device in pairing mode.",
    )
