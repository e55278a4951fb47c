"""What is so after an action was done, in a sentence."""

from pairtui.pairing import actions


def outcome(action: actions.Action, name: str = "", level: int | None = None) -> str:
    """What is so after this was done, in a sentence without a full stop; "" where the screen shows it by itself.

    `name` is what the device is called, `level` the level of LE security mode 1 that its key has.
    """
    reached = f", level {level}" if level else ""
    match action:
        case actions.Pair() | actions.RemoveAndPair():
            said = f"paired{reached}"
        case actions.RequireLevel(_, wanted):
            said = f"the link has level {level or wanted}"
        case actions.Verify():
            said = f"the bond works{reached}"
        case actions.CancelPairing():
            said = "you cancelled the pairing"
        case actions.Unpair():
            said = "removed from this gateway"
        case actions.Connect():
            said = "connected"
        case actions.Disconnect():
            said = "disconnected"
        case actions.SetTrusted(_, value):
            said = "trusted: it may use services without asking" if value else "no longer trusted: it asks"
        case actions.SetBlocked(_, value):
            said = "blocked: its connections are refused" if value else "no longer blocked"
        case actions.SetAlias(_, alias):
            said = f"is called {alias!r} here" if alias else "has its own name again"
        case actions.Operate(_, control):
            said = control
        case _:
            return _of_adapter(action)
    return f"{name}: {said}" if name else said


def _of_adapter(action: actions.Action) -> str:
    match action:
        case actions.SetPairable(adapter, True):
            return f"{adapter} is pairable: devices may pair, the question comes here"
        case actions.SetPairable(adapter, False):
            return f"{adapter} is not pairable: who wants to pair is refused"
        case actions.SetDiscoverable(adapter, value):
            return f"{adapter} {'can be found by others' if value else 'is hidden from others'}"
        case actions.Advertise(adapter, value):
            return f"{adapter} {'advertises: a phone can find it and pair' if value else 'advertises no more'}"
        case actions.SetPowered(adapter, value):
            return f"{adapter} is {'on' if value else 'off'}"
        case actions.StartDiscovery(adapter):
            return f"{adapter} scans"
        case actions.StopDiscovery(adapter):
            return f"{adapter} scans no more"
        case actions.SetCapability(capability):
            return f"IO capability {capability}" if capability else "No agent: prompts are refused"
        case actions.SetPinned(_, value):
            return "Kept for good" if value else "No longer kept for good"
    return ""
