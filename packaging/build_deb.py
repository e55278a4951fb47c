"""Makes the Debian package of one architecture from the folder that `environment.py` made.

    python packaging/build_deb.py ENVIRONMENT DIST --architecture amd64

The package needs only the system's Python, from 3.11 on, and BlueZ: it is the same for Debian 12 and 13. Only dpkg-deb
is called; nothing in the package depends on when or where it was built.
"""

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pairtui import __version__

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "armhf": "arm"}
"""Debian's architectures, and what the names of compiled modules call them."""

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))  # the same for every build

MAINTAINER = "The pairtui authors <pairtui@users.noreply.invalid>"

CONTROL = """\
Package: pairtui
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {size}
Depends: python3 (>= 3.11), bluez, libc6, init-system-helpers (>= 1.54), debconf (>= 0.5) | debconf-2.0, passwd
Section: admin
Priority: optional
Description: pairing console for Bluetooth gateways in the terminal
 Shows the Bluetooth devices in range and each step of a pairing as it happens.
 When a pairing fails it says who refused, at which step and why, and offers the
 fix at the press of a key. Reads btmon logs and captures too.
 .
 Where the administrator permits it, members of the group pairtui see the steps
 of a pairing and can change an adapter's settings without being root.
"""


CHANGELOG = """\
pairtui ({version}) stable; urgency=medium

  * See CHANGELOG.md.

 -- {maintainer}  {date}
"""


def copy(source, target, mode=0o644):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(mode)


def packed(text, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(text, 9, mtime=0))


def libraries(environment, tree, machine):
    """The Python packages, with the compiled modules of this machine only."""
    target = tree / "usr/lib/pairtui"
    shutil.copytree(environment, target)
    for compiled in target.rglob("*.so"):
        if f"-{machine}-" not in compiled.name:
            compiled.unlink()


def brought(environment):
    """A paragraph of the copyright file for each package that comes along, its license word by word."""
    for folder in sorted(environment.glob("*.dist-info")):
        name = folder.name.partition("-")[0]
        licenses = sorted(
            path
            for path in folder.rglob("*")
            if path.is_file() and (path.name.startswith("LICENSE") or path.parent.name == "licenses")
        )
        lines = [line.strip() for path in licenses for line in path.read_text().strip().splitlines()]
        if name == "pairtui":
            continue
        holders = [line[10:] for line in lines if line.startswith("Copyright ")]
        if not holders:
            sys.exit(f"{folder} has no license that names a copyright")
        text = "\n ".join(line or "." for line in lines)
        yield f"\nFiles: usr/lib/pairtui/{name.removesuffix('_py').removesuffix('_mqtt')}*\n"
        yield "Copyright: " + "\n ".join(holders) + f"\nLicense: {name}\n {text}\n"


def stage(environment, tree, machine):
    """The files of the package under `tree`."""
    libraries(environment, tree, machine)
    copy(HERE / "debian/pairtui", tree / "usr/bin/pairtui", 0o755)
    copy(HERE / "debian/console-login", tree / "usr/lib/pairtui/console-login", 0o755)
    copy(HERE / "completions/pairtui.bash", tree / "usr/share/bash-completion/completions/pairtui")
    copy(HERE / "completions/_pairtui", tree / "usr/share/zsh/vendor-completions/_pairtui")
    copy(HERE / "completions/pairtui.fish", tree / "usr/share/fish/vendor_completions.d/pairtui.fish")
    for unit in sorted((HERE / "systemd").iterdir()):
        copy(unit, tree / "usr/lib/systemd/system" / unit.name)
    for example in sorted((HERE / "fleet").iterdir()):
        copy(example, tree / "usr/share/doc/pairtui/fleet" / example.name)
    for name in ("observe", "publish"):
        (tree / f"etc/pairtui/{name}.credentials").mkdir(parents=True)
    packed((HERE / "man/pairtui.1").read_bytes(), tree / "usr/share/man/man1/pairtui.1.gz")
    docs = tree / "usr/share/doc/pairtui"
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.*"))):
        copy(page, docs / page.relative_to(ROOT))
    copy(HERE / "debian/lintian-overrides", tree / "usr/share/lintian/overrides/pairtui")
    (docs / "copyright").write_text((HERE / "debian/copyright").read_text() + "".join(brought(environment)))
    packed(
        CHANGELOG.format(version=__version__, maintainer=MAINTAINER, date=formatdate(EPOCH)).encode(),
        docs / "changelog.gz",
    )


def control(tree, architecture):
    """What dpkg reads: the control file, the sums, the scripts."""
    files = sorted(path for path in tree.rglob("*") if path.is_file())
    folder = tree / "DEBIAN"
    folder.mkdir()
    size = sum(path.stat().st_size for path in files) // 1024 + 1
    (folder / "control").write_text(
        CONTROL.format(version=__version__, architecture=architecture, size=size, maintainer=MAINTAINER)
    )
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    (folder / "md5sums").write_text("".join(sums))
    for script in ("config", "postinst", "prerm", "postrm"):
        copy(HERE / "debian" / script, folder / script, 0o755)
    copy(HERE / "debian/templates", folder / "templates")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("environment", type=Path)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--architecture", choices=MACHINES, required=True)
    args = parser.parse_args()
    args.dist.mkdir(parents=True, exist_ok=True)
    target = args.dist / f"pairtui_{__version__}_{args.architecture}.deb"
    with tempfile.TemporaryDirectory() as scratch:
        tree = Path(scratch) / "pairtui"
        tree.mkdir(0o755)
        stage(args.environment, tree, MACHINES[args.architecture])
        control(tree, args.architecture)
        for path in (tree, *tree.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
            if path.name.endswith(".credentials"):
                path.chmod(0o700)
            os.utime(path, (EPOCH, EPOCH))
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(target)]
        done = subprocess.run(
            command, env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}, capture_output=True, text=True, check=False
        )
    if done.returncode:
        sys.exit(f"dpkg-deb could not make {target}: {done.stderr.strip()}")
    print(target)


if __name__ == "__main__":
    main()
