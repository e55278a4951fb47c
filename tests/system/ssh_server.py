"""An SSH server of the lab that notices within seconds that nobody answers, and the session a technician opens."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from observers import until

HOST = "127.0.0.1"
PORT = 2222

CONFIG = """
Port {port}
ListenAddress {host}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
PermitRootLogin yes
StrictModes no
ClientAliveInterval 1
ClientAliveCountMax 2
"""


class SshServer:
    """sshd with keys of its own in `folder`, for root."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        Path("/run/sshd").mkdir(exist_ok=True)
        for key in ("host", "user"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)]
            subprocess.run(make, check=True)
        config = folder / "sshd_config"
        config.write_text(CONFIG.format(port=PORT, host=HOST, folder=folder))
        self._server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", str(config), "-E", str(folder / "sshd.log")])
        until(self._listens, "sshd listens")

    def session(self, environment: Mapping[str, str]) -> tuple[str, ...]:
        """The command that what follows it is run by, on a terminal of the server's."""
        options = (f"-oUserKnownHostsFile={self._folder}/known", "-oStrictHostKeyChecking=no", "-oLogLevel=ERROR")
        variables = (f"{name}={value}" for name, value in environment.items())
        there = ("cd", str(Path.cwd()), "&&", "env", *variables)
        return ("ssh", "-tt", f"-p{PORT}", f"-i{self._folder}/user", *options, f"root@{HOST}", *there)

    def close(self) -> None:
        """Stop listening."""
        self._server.terminate()
        self._server.wait(10)

    def _listens(self) -> bool:
        listening = f":{PORT:04X} 00000000:0000 0A"
        return any(listening in line for line in Path("/proc/net/tcp").read_text().splitlines())


def cut_the_network(_: int) -> None:
    """Take the loopback interface down: what either end sends is lost."""
    subprocess.run(["ip", "link", "set", "lo", "down"], check=True)


def mend_the_network() -> None:
    """Put it back."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
