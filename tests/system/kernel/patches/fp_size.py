#!/usr/bin/env python3
"""Let a User-Mode Linux tree before 6.13 run on CPUs whose XSAVE area is larger than 2,696 octets.

    fp_size.py KERNEL_TREE

With AMX it has 11,008 octets, and PTRACE_SETREGSET refuses less than all of it: the first process is killed at once.
Wants CONFIG_KERNEL_STACK_ORDER=4. Linux 6.13 asks the CPU, so later releases are left as they are.
"""

import sys
from pathlib import Path

FIXED, LARGER = "DEFINE_LONGS(HOST_FP_SIZE, 2696)", "DEFINE_LONGS(HOST_FP_SIZE, 16384)"

path = Path(sys.argv[1], "arch/x86/um/user-offsets.c")
source = path.read_text()
if FIXED in source:
    path.write_text(source.replace(FIXED, LARGER))
    print("patched", path)
