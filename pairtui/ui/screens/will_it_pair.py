"""The dialog "will it pair?": checks, the predicted pairing for every combination, and each a key away."""

import re
from collections.abc import Callable, Sequence

from pairtui.knowledge.association import IO_LABELS
from pairtui.pairing.actions import Action, Advertise, Pair, SetDiscoverable, SetPreferredBearer
from pairtui.pairing.fix_actions import fix_action
from pairtui.pairing.model import Model
from pairtui.pairing.prediction.check import Check, Severity
from pairtui.pairing.prediction.inputs import bonded_over, gateway_of, peer_of
from pairtui.pairing.prediction.prediction import matrix, predict
from pairtui.pairing.prediction.preflight import preflight
from pairtui.pairing.prediction.sides import Combination, GatewaySide, present
from pairtui.pairing.prediction.trials import TrialPlan, set_and_pair, settings, trial_plan
from pairtui.pairing.state import Adapter, Device
from pairtui.protocol.io_capability import DEFAULT_CAPABILITY
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.will_it_pair_rows import (
    bearer_rows,
    better_rows,
    check_rows,
    chosen_rows,
    combination_at,
    matrix_rows,
    sides,
    verdict,
)
from pairtui.ui.text.rows import BLANK, Row, paragraph, row
from pairtui.ui.themes import Look

_LADDER = row(
    ("t", "key"), (" tries combinations until one pairs, ", "muted"), ("a", "key"), (" all of them.", "muted")
)

Wish = tuple[str, tuple[Action, ...]] | TrialPlan
"""What the user wants of a device: actions, with the name of the fix they carry out or "", or a plan of trials."""


class WillItPairDialog(Dialog[Wish | None]):
    """Of the device with the key `device`, or of the adapter alone; gives what is to be done.

    `cannot` says why an action cannot be carried out here, or None; `send` carries out what needs no question.
    """

    widest = 76
    live = True
    about = "What stands in the way of a pairing, what it would come to, and which combinations to try."
    steering = frozenset(("up", "down"))

    def __init__(
        self,
        look: Look,
        model: Model,
        adapter: str | None,
        device: str | None,
        cannot: Callable[[Action], str | None],
        send: Callable[[Sequence[Action]], None],
    ) -> None:
        super().__init__(look)
        self._model, self._adapter_key, self._device_key = model, adapter, device
        self._cannot, self._send = cannot, send
        self._role = "initiator"
        self._transport = self._device.bearer or self._device.transports[0] if self._device else "le"
        self._matrix_at = 0
        now = present(self._gateway)
        self._at = now or Combination(DEFAULT_CAPABILITY, True)

    @property
    def _adapter(self) -> Adapter | None:
        return self._model.adapters.get(self._adapter_key or "")

    @property
    def _device(self) -> Device | None:
        return self._model.devices.get(self._device_key or "")

    @property
    def _gateway(self) -> GatewaySide:
        device = self._device
        return gateway_of(self._model, self._adapter, (device.required if device else None) or 2, self._role)

    @property
    def _checks(self) -> list[Check]:
        return preflight(self._model, self._adapter, self._device, self._transport)

    def heading(self) -> str:
        device = self._device
        return f"Will {device.label} pair?" if device else "Is this gateway ready to pair?"

    def footing(self) -> list[tuple[str, str]]:
        if self._device is None:
            return [("Esc", "close")]
        begins = [("Arrows", "choose"), ("Enter", "pair"), ("r", "who begins"), ("t", "try")]
        shown = "advertise" if self._transport == "le" else "visible"
        answers = [("Arrows", "choose"), ("Enter", shown), ("r", "who begins")]
        return [*(begins if self._role == "initiator" else answers), ("Esc", "close")]

    def body(self, columns: int) -> list[Row]:
        device, checks = self._device, self._checks
        if device is None:
            text, role = verdict(checks, None)
            return [*paragraph(text, role, columns), BLANK, *check_rows(checks, columns)]
        gateway, peer = self._gateway, peer_of(self._model, device, self._transport)
        in_the_way = [check for check in checks if check.severity is Severity.BLOCKER]
        cells, today = matrix(gateway, peer, self._role), present(gateway)
        text, role = verdict(checks, predict(gateway, peer, self._role), bonded_over(device, self._transport))
        above = [
            *paragraph(text, role, columns),
            *check_rows(in_the_way, columns),
            *bearer_rows(device, self._transport),
            *sides(gateway, peer, self._role, columns),
            BLANK,
        ]
        self._matrix_at = len(above)
        return [
            *above,
            *matrix_rows(cells, today, self._at, self._transport, columns),
            BLANK,
            *chosen_rows(
                cells[self._at], self._at, today, self._why_not(self._at), self._role, self._transport, columns
            ),
            *better_rows(gateway, peer, self._role, columns),
            BLANK,
            *check_rows(checks[len(in_the_way) :], columns, len(in_the_way)),
            *([_LADDER] if self._role == "initiator" else []),
        ]

    def _why_not(self, one: Combination) -> str | None:
        """Why this combination cannot be set here."""
        for action in settings(one, self._gateway, self._adapter_key or ""):
            if (reason := self._cannot(action)) is not None:
                return reason
        return None

    def pressed(self, key: str, character: str | None) -> None:
        if key in ("escape", "q"):
            self.dismiss(None)
        elif character and character.isdigit():
            self._fix(int(character))
        elif self._device is not None:
            self._on_matrix(key)

    def clicked(self, at: int, x: int) -> None:
        cell = combination_at(at - self._matrix_at, x, self.pane.columns - 4) if self._device else None
        fix = re.match(r"  \[(\d)\] ", self.pane.body[at].text)
        if cell is not None:
            self._at = cell
            self.update()
        elif fix is not None:
            self._fix(int(fix[1]))

    def _on_matrix(self, key: str) -> None:
        at, device = IO_LABELS.index(self._at.capability), self._device
        match key:
            case "up" | "k" | "down" | "j":
                at = (at + (1 if key in ("down", "j") else -1)) % len(IO_LABELS)
                self._at = self._at._replace(capability=IO_LABELS[at])
                self.update()
            case "left" | "right" | "tab":
                self._at = self._at._replace(secure_connections=not self._at.secure_connections)
                self.update()
            case "b" if device is not None and len(device.transports) > 1:
                self._over(device, "le" if self._transport == "bredr" else "bredr")
            case "r":
                self._role = "responder" if self._role == "initiator" else "initiator"
                self.update()
            case "enter":
                self._set_and_pair() if self._role == "initiator" else self._set_and_advertise()
            case "t" | "a" if self._role == "initiator":
                self._try(every=key == "a")

    def _over(self, device: Device, transport: str) -> None:
        """Look at the other transport, and reach the device over it from now on, where that can be set."""
        self._transport = transport
        self._send(self._reach(device))
        self.update()

    def _reach(self, device: Device) -> tuple[Action, ...]:
        """Have the device reached over the transport that is shown, where it has both and that can be set."""
        wanted = SetPreferredBearer(device.key, self._transport)
        settled = len(device.transports) < 2 or device.preferred_bearer == self._transport
        return () if settled or self._cannot(wanted) is not None else (wanted,)

    def _set_and_pair(self) -> None:
        device = self._device
        if device is not None and self._why_not(self._at) is None:
            bonded = bonded_over(device, self._transport)
            wanted = set_and_pair(self._at, self._gateway, device.adapter, device.key, bonded)
            self.dismiss(("remove-and-pair" if bonded else "", (*self._reach(device), *wanted)))

    def _set_and_advertise(self) -> None:
        adapter = self._adapter
        if adapter is not None and self._why_not(self._at) is None:
            wanted = settings(self._at, self._gateway, adapter.key)
            le = self._transport == "le"
            show = Advertise(adapter.key, True) if le else SetDiscoverable(adapter.key, True)
            shown = adapter.advertising if le else adapter.discoverable
            self.dismiss(("", wanted if shown else (*wanted, show)))

    def _try(self, every: bool) -> None:
        device, gateway = self._device, self._gateway
        if device is not None:
            self._send(self._reach(device))
            now = present(gateway) or self._at
            other = now._replace(secure_connections=not now.secure_connections)
            tries = trial_plan(
                device.key, device.adapter, gateway, peer_of(self._model, device, self._transport),
                every=every, mode_settable=self._why_not(other) is None,
            )  # fmt: skip
            self.dismiss(tries)

    def _fix(self, number: int) -> None:
        fixes = [check.fix for check in self._checks if check.fix is not None and check.fix.action is not None]
        if not 1 <= number <= len(fixes):
            return
        name = fixes[number - 1].action or ""
        wanted = fix_action(name).actions(self._device_key, self._adapter_key)
        if name == "remove-and-pair":
            self.dismiss((name, wanted))
        else:
            self._send([action for action in wanted if not isinstance(action, Pair)])
