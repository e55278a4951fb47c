"""What D-Bus says of a call that it did not carry, or that nobody answered."""

from pairtui.knowledge.log_phrase import phrase

BUS_PHRASES = (
    phrase(
        # libdbus, GLib, dbus-fast, dbus-java, godbus and Node's net alike: where the system's D-Bus listens.
        r"system_bus_socket\b[^\n]{0,40}\b[Nn]o such file|(?:No such file|ENOENT|ECONNREFUSED)\b[^\n]{0,60}"
        r"system_bus_socket\b|system_bus_socket\b[^\n]{0,40}\b[Cc]onnection refused|Cannot Resolve Session Bus Address|"
        r"DBus service not found; (?:docker config|make sure)",  # habluetooth
        "daemon-gone",
        "The program found no D-Bus, through which bluetoothd is reached: D-Bus does not run on this machine, or the "
        "program runs in a container without the host's socket (`-v /run/dbus:/run/dbus:ro`). No device has a part in "
        "this.",
        "daemon-status restart-program",
        title="There is no D-Bus through which a program could reach bluetoothd",
    ),
    phrase(
        r"system_bus_socket\b[^\n]{0,40}\b(?:[Pp]ermission denied|EACCES)|EACCES\b[^\n]{0,40}system_bus_socket\b|"
        r"\bAuthError: authentication failed: REJECTED",
        "adapter-unavailable",
        "The system's D-Bus did not let the program in: it is of another user or of another user namespace, as in a "
        "container without root, or a policy of the container's forbids it. Nobody was asked to pair, and no device "
        "has a part in this.",
        "dbus-policy run-as-root",
        title="The system's D-Bus did not let a program in",
    ),
    phrase(
        # dbus-daemon writes it of a reply that nobody waits for: requested_reply is 0 (bus/policy.c).
        r"Rejected send message, [^\n]{0,80}type=\"(?:error|method_return)\"",
        "unknown",
        "A program answered a call, and the caller no longer waited for the answer: it had given up or was gone. The "
        "line says neither what was asked nor why it failed, and the D-Bus policy has no part in it.",
        "daemon-log btmon",
        title="An answer over D-Bus came after its caller had stopped waiting",
        side="unknown",
    ),
    phrase(
        r"Rejected send message, [^\n]{0,300}?destination=\"(?!org\.bluez\"|\(unset\))org\.",
        "profile-unavailable",
        "The system's D-Bus did not let a program call the other that the line names as destination: its user may not. "
        "Pairing has no part in this.",
        "dbus-policy-other",
        title="The D-Bus policy did not let a program call another",
        side="local",
    ),
    phrase(
        r"Rejected send message, \d|(?:DBus\.Error|\bgatt\.errors)\.AccessDenied:(?: Rejected send message|\s*\Z)",
        "adapter-unavailable",
        "The system's D-Bus did not let a program call another, bluetoothd as a rule: its user may not. No device has "
        "a part in this.",
        "dbus-policy",
        title="The D-Bus policy did not let a program call bluetoothd",
    ),
    phrase(
        # dbus-daemon's and dbus-broker's answers for a name that nobody owns, and systemd's for its unit.
        r"(?:[Ff]ailed|[Cc]ould not) (?:to )?activate (?:remote peer|service)[^\n]{0,20}'?org\.bluez'?|"
        r"org\.bluez was not provided by any|dbus-org\.bluez\.service not found|"
        r"calling StartServiceByName for org\.bluez:|"  # GLib, gio/gdbusproxy.c
        r"DBus\.Error\.(?:ServiceUnknown|NameHasNoOwner)[^\n]{0,60}org\.bluez|"
        r"org\.bluez[^\n]{0,60}DBus\.Error\.(?:ServiceUnknown|NameHasNoOwner)",
        "daemon-gone",
        "D-Bus found no bluetoothd and could not start it: it is switched off, not installed, or starts only where "
        "there is an adapter (systemd's ConditionPathIsDirectory=/sys/class/bluetooth). In a container bluetoothd runs "
        "on the host, whose D-Bus socket the container needs. No device has a part in this.",
        "daemon-status daemon-start kernel-log-of-adapter",
        title="bluetoothd does not run on this machine, and could not be started",
    ),
    phrase(
        # dbus-daemon, bus/services.c.
        r"not allowed to own the service \\?\"org\.bluez\\?\"",
        "daemon-gone",
        "The system's D-Bus did not give bluetoothd its name: it was started by hand as another user, or the policy of "
        "BlueZ (/usr/share/dbus-1/system.d/bluetooth.conf) is missing. No device has a part in this.",
        "daemon-status daemon-start",
        title="bluetoothd could not take its name on D-Bus",
    ),
    phrase(
        # dbus-daemon, bus/connection.c.
        r"Message recipient disconnected from message bus without replying",
        "daemon-gone",
        "A program waited for an answer over D-Bus, and who had to give it, bluetoothd as a rule, ended: it crashed, "
        "or was stopped or started again. Its log of that moment says which. No device has a part in this.",
        "daemon-log daemon-start",
        title="bluetoothd ended before it answered a program",
    ),
    phrase(
        r"Failed to cancel connection \([^\n]{1,60}: \[Errno (?:32|104)\]|"
        r"\bfreedesktop\.dbus\.exceptions\.NotConnected: Not Connected|Critical error while reading DBUS response|"
        r"DBus connection broken: |Invalid DBus message received: ",  # habluetooth
        "daemon-gone",
        "The program still held a connection to D-Bus that was closed: the D-Bus or the program's own side of it had "
        "been restarted. Each call fails until the program connects again. No device has a part in this.",
        "restart-program daemon-status",
        title="A program's connection to D-Bus was gone",
    ),
)
"""In the order in which they are looked for."""

NO_REPLY = phrase(
    r"DBus\.Error\.NoReply\b|DBus\.Error\.Timeout\b|Did not receive a reply\. Possible causes|"
    r"\ACall failed: Connection timed out\Z|"  # busctl
    r"\bdbus\.(?:exceptions|errors)\.NoReply\b|"  # dbus-java
    r"(?:Exception|[Ee]rror|failed)\b[^\n]{0,60}: Timeout was reached\b",  # GLib, and TinyB over it
    "unknown",
    "The caller waited as long as D-Bus allows (25 s mostly), and bluetoothd was not done: a question that nobody "
    "answered, a device that kept silent, or a daemon that hangs or was stopped.",
    "answer-in-time daemon-log btmon",
    title="bluetoothd gave no answer in the time that D-Bus allows",
    side="unknown",
    step=True,
)
"""bluetoothd did not answer a program, whichever it is."""
