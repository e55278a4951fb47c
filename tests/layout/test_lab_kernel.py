"""The lab's kernel boots on CPUs whose XSAVE area is larger than User-Mode Linux before 6.13 provides for (AMX)."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SYSTEM = Path(__file__).parents[1] / "system"
PATCH = SYSTEM / "kernel" / "patches" / "fp_size.py"
XSAVE_WITH_AMX = 11_008
"""Octets; the host refuses PTRACE_SETREGSET with fewer."""


def patched(tree, line):
    """What the patch makes of `line` in a kernel tree's sizes of the host's registers."""
    source = tree / "arch/x86/um/user-offsets.c"
    source.parent.mkdir(parents=True)
    source.write_text(f"void foo(void)\n{{\n\t{line};\n}}\n")
    subprocess.run([sys.executable, PATCH, tree], check=True, capture_output=True)
    return source.read_text().splitlines()[2].strip(" \t;")


def test_the_registers_of_a_cpu_with_amx_fit(tmp_path):
    size = patched(tmp_path, "DEFINE_LONGS(HOST_FP_SIZE, 2696)").rpartition(" ")[2].rstrip(")")
    assert int(size) >= XSAVE_WITH_AMX


def test_a_release_that_asks_the_cpu_is_left_as_it_is(tmp_path):
    assert patched(tmp_path, "DEFINE_LONGS(HOST_IP, RIP)") == "DEFINE_LONGS(HOST_IP, RIP)"


def test_the_stack_has_room_for_them():
    options = dict(
        line.split("=", 1)
        for line in (SYSTEM / "kernel/uml.config").read_text().splitlines()
        if line.startswith("CONFIG_")
    )
    assert int(options["CONFIG_KERNEL_STACK_ORDER"]) >= 4


@pytest.mark.skipif(not shutil.which("dpkg"), reason="the lab is built on Debian")
@pytest.mark.parametrize("changed", ["build", "uml.config", "patches/fp_size.py", "patches/new.py"])
def test_what_changes_the_kernel_changes_its_key(changed, tmp_path):
    key = next(line for line in (SYSTEM / "kernel/build").read_text().splitlines() if line.startswith("linux=$lab/"))
    subprocess.run(["cp", "-r", SYSTEM / "kernel", tmp_path / "kernel"], check=True)

    def named():
        script = f'. "{SYSTEM}/stack"; here="{tmp_path}/kernel" version=1 lab=/lab; {key}; echo "$linux"'
        return subprocess.run(["bash", "-euc", script], check=True, capture_output=True, text=True).stdout

    before = named()
    with (tmp_path / "kernel" / changed).open("a") as file:
        file.write("# changed\n")
    assert named() != before
