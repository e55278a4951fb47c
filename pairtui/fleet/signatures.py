"""Signatures with the technicians' own SSH keys, by `ssh-keygen -Y` (ssh-keygen(1), ALLOWED SIGNERS)."""

import asyncio
import os
import re
import tempfile
from typing import NamedTuple

NAMESPACE = "pairtui"
SECONDS = 20.0
MOST_SIGNATURE = 4096

_GOOD = re.compile(rb'Good "pairtui" signature for (\S+) with \S+ key (SHA256:\S+)')


class SignatureError(Exception):
    """Nobody who may sign has signed this, or it cannot be signed; the text says why."""


class Signer(NamedTuple):
    """Who signed: the name in the file of allowed signers, and the fingerprint of the key."""

    name: str
    key: str


async def sign(data: bytes, key: str) -> str:
    """The signature of `data` with the private key in the file `key`, or in the agent where that is a public key.

    Raises SignatureError.
    """
    status, out, said = await _ssh_keygen("-Y", "sign", "-n", NAMESPACE, "-f", key, data=data)
    if status or not out.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        raise SignatureError(f"{key} cannot sign: {_last(said)}")
    return out.decode("ascii")


async def signer_of(data: bytes, signature: str, allowed_signers: str) -> Signer:
    """Who signed `data`. Raises SignatureError where that is nobody in the file of allowed signers."""
    if len(signature) > MOST_SIGNATURE or not signature.isascii():
        raise SignatureError("the signature is none")
    handle, file = tempfile.mkstemp(prefix="pairtui-")
    try:
        with os.fdopen(handle, "w") as opened:
            opened.write(signature)
        status, out, _ = await _ssh_keygen("-Y", "find-principals", "-s", file, "-f", allowed_signers)
        names = out.decode("utf-8", "replace").split()
        if status or not names:
            raise SignatureError("its key is not among the allowed signers")
        who = ("-Y", "verify", "-f", allowed_signers, "-I", names[0], "-n", NAMESPACE, "-s", file)
        status, out, _ = await _ssh_keygen(*who, data=data)
        found = _GOOD.search(out)
        if status or found is None:
            raise SignatureError("the signature does not fit what was asked")
        return Signer(found[1].decode("utf-8", "replace"), found[2].decode("ascii"))
    finally:
        os.unlink(file)  # noqa: PTH108 -- a file of a few hundred octets


async def _ssh_keygen(*arguments: str, data: bytes = b"") -> tuple[int, bytes, bytes]:
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec("ssh-keygen", *arguments, stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise SignatureError(f"ssh-keygen cannot be started: {error.strerror}; install openssh-client") from None
    try:
        out, said = await asyncio.wait_for(process.communicate(data), SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise SignatureError("ssh-keygen does not end; does the key ask for a passphrase? use ssh-agent") from None
    return process.returncode or 0, out, said


def _last(said: bytes) -> str:
    return (said.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1]
