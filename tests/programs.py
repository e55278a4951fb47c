"""Programs that some tests need, each with its Debian package; run by `make test`, it installs those that are missing.

It installs as root, and where sudo asks nothing; elsewhere the tests that need them are left out.
"""

import os
import shutil
import subprocess

PACKAGES = {
    "dbus-daemon": "dbus-daemon",
    "btmon": "bluez",
    "tshark": "tshark",
    "mosquitto": "mosquitto",
    "tmux": "tmux",
}


def missing() -> list[str]:
    """The programs that are not here."""
    return [program for program in PACKAGES if shutil.which(program) is None]


def to_install(programs: list[str]) -> str:
    """The command that brings them."""
    apt = ("apt", "install", "--no-install-recommends", *(PACKAGES[program] for program in programs))
    return " ".join(apt if os.geteuid() == 0 else ("sudo", *apt))


def rights() -> list[str] | None:
    """What a command begins with that installs without a question; None where there is no such way."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install() -> None:
    """Bring what is missing, where that needs nobody's answer; what cannot be had is told by the tests' last line."""
    wanted, before = missing(), rights()
    if not wanted or before is None:
        return
    print(f"For the tests: {to_install(wanted)}", flush=True)
    apt = [*before, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    names = [PACKAGES[program] for program in wanted]
    subprocess.run([*apt, "update"], check=False)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *names], stdout=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    install()
