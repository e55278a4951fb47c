#!/usr/bin/env python3
"""Repair net/bluetooth/l2cap_core.c of a kernel tree whose peers' disconnections crash it.

    l2cap_hchan.py KERNEL_TREE

In 6.1.192 l2cap_conn_free() deletes an hci_chan that hci_conn_cleanup() may have freed already, which ends bluetoothd.
hci_chan_del() goes back into l2cap_conn_del(), where it was before. Other releases are left as they are.
"""

import sys
from pathlib import Path

FREE = "\thci_chan_del(conn->hchan);\n\thci_conn_put(conn->hcon);"
FREE_ONCE = "\tif (conn->hchan) /* lab: hchan */\n\t\thci_chan_del(conn->hchan);\n\thci_conn_put(conn->hcon);"
DELETE = "\thcon->l2cap_data = NULL;\n\tl2cap_conn_put(conn);"

path = Path(sys.argv[1], "net/bluetooth/l2cap_core.c")
source = path.read_text()
if "lab: hchan" not in source and FREE + "\n\tkfree(conn);" in source:
    source = source.replace(FREE, FREE_ONCE)
    at = source.index(DELETE, source.index("static void l2cap_conn_del("))
    path.write_text(source[:at] + "\thci_chan_del(conn->hchan);\n\tconn->hchan = NULL;\n\n" + source[at:])
    print("patched", path)
