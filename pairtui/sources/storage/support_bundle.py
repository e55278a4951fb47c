"""The support bundle: one archive with everything that somebody elsewhere needs, and no secret."""

import io
import json
import platform
import re
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import metadata

from pairtui import __version__
from pairtui.pairing.state import SourceStatus
from pairtui.report.document import Document
from pairtui.report.markdown import markdown
from pairtui.report.redact import RedactError, Secrets, redact, secrets_of
from pairtui.report.redact.self_check import surviving
from pairtui.report.text import text

LIBRARIES = ("textual", "rich", "dbus-next", "dbus-fast", "bleak", "bumble", "platformdirs")

README = """What is in this archive:

report.txt      what was attempted, who refused at which step, why, and what to do
report.md       the same for a ticket
report.json     the same as data (pairtui analyze --format json)
capture.btsnoop what went over the air, readable by pairtui, btmon and Wireshark
screen.svg      what the screen showed
doctor.txt      which sources were up and what was missing
versions.txt    versions of pairtui, its libraries, the kernel and the system
pairtui.log     what pairtui wrote about itself

Keys, passkeys and PINs were replaced by zeros. Addresses and names of devices are still in it.
"""


class BundleError(Exception):
    """A bundle cannot be made; the text is one sentence."""


def bundle(
    documents: Sequence[Document],
    *,
    capture: bytes = b"",
    suffix: str = "btsnoop",
    picture: str = "",
    sources: Sequence[SourceStatus] = (),
    log: str = "",
) -> bytes:
    """The archive (zip). `capture` is as it was recorded and is redacted here; `suffix` is its file's.

    Raises BundleError where a secret of the capture is still somewhere in the archive.
    """
    try:
        secrets = secrets_of(capture) if capture else Secrets()
        clean = redact(capture).data if capture else b""
    except RedactError as problem:
        raise BundleError(f"the capture {problem}") from None
    as_json = json.dumps(list(documents) if len(documents) != 1 else documents[0], indent=2, ensure_ascii=False)
    texts = {
        "README.txt": README,
        "report.txt": "\n".join(text(document, width=100) for document in documents),
        "report.md": "\n".join(map(markdown, documents)),
        "report.json": as_json + "\n",
        "screen.svg": picture,
        "doctor.txt": "".join(map(_status, sources)),
        "versions.txt": "".join(f"{name}: {value}\n" for name, value in versions().items()),
        "pairtui.log": log,
    }
    members = {name: _without(body, secrets).encode("utf-8", "replace") for name, body in texts.items() if body}
    if clean:
        members[f"capture.{suffix}"] = clean
    _check(members, secrets)
    return _archive(members)


def versions() -> Mapping[str, str]:
    """What runs here."""
    found = {"pairtui": __version__, "Python": platform.python_version(), "system": platform.platform()}
    with suppress(OSError):
        found["distribution"] = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _status(status: SourceStatus) -> str:
    lines = [f"{status.name} {status.state.value} {status.detail}".rstrip()]
    lines += [f"  {label}: {said}" for label, said in (("why", status.why), ("do", status.remedy)) if said]
    return "".join(f"{line}\n" for line in lines)


def _without(body: str, secrets: Secrets) -> str:
    """`body` with each passkey and PIN that stands in it by itself as zeros."""
    for code in secrets.codes:
        if len(code) >= 4:
            body = re.sub(rf"(?<![\w.:]){re.escape(code)}(?![\w:])", lambda match: "0" * len(match[0]), body)
    return body


def _check(members: Mapping[str, bytes], secrets: Secrets) -> None:
    wanted = secrets.worth_looking_for()
    for name, octets in members.items():
        if surviving(octets, wanted):
            raise BundleError(f"a key of the capture is still in {name}; nothing was written")


def _archive(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return buffer.getvalue()
