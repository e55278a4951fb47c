"""A dialog that pairs by itself from its opening on, until it is through or the user stops it."""

from abc import abstractmethod

from pairtui.pairing.actions import CancelPairing
from pairtui.pairing.model import Model
from pairtui.ui.screens.dialog import Dialog
from pairtui.ui.screens.marked_dialog import Carry
from pairtui.ui.themes import Look


class PairingRun(Dialog[None]):
    """Pairs by `carry` with a device again and again."""

    live = True

    def __init__(self, look: Look, model: Model, carry: Carry) -> None:
        super().__init__(look)
        self._model, self._carry = model, carry
        self._stopped = self._over = False

    @property
    @abstractmethod
    def _device(self) -> str:
        """The device's key."""

    @property
    @abstractmethod
    def _goes_on(self) -> bool:
        """Whether there is a pairing still to be made."""

    @abstractmethod
    async def _next(self) -> None:
        """Make one pairing, and take up what came of it."""

    def on_mount(self) -> None:
        super().on_mount()
        self.run_worker(self._run(), exit_on_error=False)

    async def _run(self) -> None:
        try:
            while self._goes_on and not self._stopped:
                await self._next()
        finally:
            self._over = True
        self.update()

    def pressed(self, key: str, character: str | None) -> None:
        if key not in ("escape", "q", "enter"):
            return
        if self._over:
            self.dismiss(None)
        elif not self._stopped and key == "escape":
            self._stopped = True
            self.update()
            self.run_worker(self._carry((CancelPairing(self._device),)), exit_on_error=False)
