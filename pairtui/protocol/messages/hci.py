"""The HCI messages that a pairing needs, commands and events under one name."""

from pairtui.protocol.messages.hci_commands import *  # noqa: F403
from pairtui.protocol.messages.hci_events import *  # noqa: F403
