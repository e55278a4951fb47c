"""What bluetoothd says of a connection over LE that did not come about: att_connect_cb() of src/device.c.

The errors are the kernel's: net/bluetooth/lib.c, bt_to_errno(), of Linux 6.1.
"""

from pairtui.knowledge.log_phrase import phrase

_NO_FAULT = "No pairing failed here, and removing the bond does not help."

LE_PHRASES = (
    phrase(
        # net/bluetooth/l2cap_core.c, l2cap_chan_timeout(): ECONNREFUSED where no link came up in its time.
        r"att_connect_cb\(\) connect (?:to \S{17}|error): Connection refused",
        "connect-failed",
        f"The time to connect over LE ran out: the device did not advertise, was out of range or asleep. {_NO_FAULT}",
        "nearer-connect",
        title="No connection over LE came about in time",
        side="unknown",
    ),
    phrase(
        # bt_to_errno() has ENOSYS for whatever it does not know; over LE, 0x3e is what mostly ends a new link so.
        r"att_connect_cb\(\) connect error: Function not implemented",
        "connect-failed",
        "The kernel has no number of its own for the controller's error. Over LE it is mostly 0x3e: the device was "
        f"heard, but the link did not come up. {_NO_FAULT}",
        "nearer-connect once-more btmon",
        title="The LE connection was not established",
        side="unknown",
    ),
)
