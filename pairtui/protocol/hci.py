"""The HCI messages that a pairing needs, commands and events under one name."""

from pairtui.protocol.hci_commands import *  # noqa: F403
from pairtui.protocol.hci_events import *  # noqa: F403
