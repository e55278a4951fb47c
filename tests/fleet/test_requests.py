"""Requests to a gateway: each that may not be carried out is refused and audited; what may be is, once."""

import asyncio
import json
import shutil
import subprocess
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from pairtui.fleet import request_runner
from pairtui.fleet.index import Index
from pairtui.fleet.payloads import encode
from pairtui.fleet.pseudonyms import Pseudonyms
from pairtui.fleet.request_runner import RequestRunner
from pairtui.fleet.request_sender import RequestError, RequestSender
from pairtui.fleet.requests import Checks, signed_request
from pairtui.fleet.spool import Spool
from pairtui.fleet.topics import Gateway
from pairtui.pairing.model import Model
from pairtui.pairing.state import Device

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")

GW = Gateway("plant", "gw-1")
ADDRESS = "C0:FF:EE:00:00:01"
PSEUDONYMS = Pseudonyms(b"group key")
PEER = PSEUDONYMS.address(ADDRESS)


class Clock:
    now = 1_795_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two technicians' keys, of which one may sign."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("anna", "bert"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name, "-C", name], check=True)
    public = (folder / "anna.pub").read_text().split()
    (folder / "allowed_signers").write_text(f'anna@plant namespaces="pairtui" {public[0]} {public[1]}\n')
    return folder


class Site:
    """A gateway with its spool, and a technician who asks."""

    def __init__(self, folder, keys, allow):
        self.keys, self.clock, self.spool = keys, Clock(), Spool(folder / "spool.db")
        self.checks = Checks(GW, allow, str(keys / "allowed_signers"), self.clock)
        model = Model()
        model.devices["d"] = Device("d", "hci0", ADDRESS, "random", "Anna's phone")
        self.recorded = b""
        self.ran: list[tuple[str, ...]] = []
        self.desk = RequestRunner(self.spool, self.checks, model, PSEUDONYMS, lambda: self.recorded, self.clock)

    async def request(self, action="verify", device=PEER, gateway=GW, nonce=None, key="anna", at=None):
        """A signed request as the console publishes it."""
        nonce = self.spool.fact("nonce") if nonce is None else nonce
        _, body = await signed_request(gateway, action, device, nonce, at or self.clock.now, str(self.keys / key))
        return body

    def audited(self):
        """Who asked, with which key, for what, and what came of it; oldest first."""
        return self.spool._db.execute("SELECT who, key, what, result FROM audit ORDER BY id").fetchall()

    async def deal(self, body, retained=False):
        """What the gateway answers."""
        assert self.spool.put_request(body, retained)
        assert await self.desk.next()
        answers = [json.loads(body) for _, body in self.spool.responses()]
        for number, _ in self.spool.responses():
            self.spool.forget_response(number)
        return answers

    async def refused(self, body, retained=False):
        """Why it refuses, which the audit says too."""
        (answer,) = await self.deal(body, retained)
        assert not answer["ok"]
        assert self.audited()[-1][3] == f"refused: {answer['why']}"
        return answer["why"]


@pytest.fixture
def site(tmp_path, keys, monkeypatch):
    """A gateway that allows all; what it would run is noted, not run."""
    made = Site(tmp_path, keys, ("verify", "unpair", "capture"))

    async def run(*arguments):
        made.ran.append(arguments)
        return 0, json.dumps({"verified": True, "text": f"the bond with {ADDRESS} works"}), ""

    monkeypatch.setattr(request_runner, "_pairtui", run)
    return made


async def test_what_is_allowed_and_signed_is_carried_out_and_audited(site):
    (answer,) = await site.deal(await site.request())
    assert answer["ok"]
    assert answer["why"] == f"the bond with {PEER} works"
    assert site.ran == [("verify", ADDRESS, "--json")]
    assert [(who, what, result) for who, key, what, result in site.audited() if key.startswith("SHA256:")] == [
        ("anna@plant", f"verify {PEER}", "begun"), ("anna@plant", f"verify {PEER}", f"the bond with {PEER} works"),
    ]  # fmt: skip


async def test_unpair_names_one_device_and_answers_for_the_technician(site):
    await site.deal(await site.request("unpair"))
    assert site.ran == [("unpair", ADDRESS, "--yes", "--json")]


async def test_what_the_file_does_not_allow_is_refused_by_default(tmp_path, keys):
    site = Site(tmp_path, keys, ())
    assert "does not allow verify" in await site.refused(await site.request())


async def test_unsigned_is_refused(site):
    request = json.loads(json.loads(await site.request())["request"])
    assert await site.refused(encode(request)) == "it is not signed"


async def test_signed_by_another_key_is_refused(site):
    assert "not among the allowed signers" in await site.refused(await site.request(key="bert"))


async def test_for_another_gateway_is_refused(site):
    body = await site.request(gateway=Gateway("plant", "gw-2"))
    assert await site.refused(body) == "it is for another gateway"
    assert site.audited()[-1][0] == "anna@plant"


async def test_altered_is_refused(site):
    body = json.loads(await site.request())
    body["request"] = body["request"].replace("verify", "unpair")
    assert "does not fit" in await site.refused(encode(body))


async def test_replayed_is_refused(site):
    body = await site.request()
    await site.deal(body)
    assert "nonce" in await site.refused(body)
    assert len(site.ran) == 1


async def test_retained_is_refused(site):
    assert "retained" in await site.refused(await site.request(), retained=True)


async def test_late_is_refused(site):
    body = await site.request()
    site.clock.now += 121
    assert await site.refused(body) == "it came too late"


async def test_one_that_would_hold_for_a_day_is_refused(site):
    assert "hold too long" in await site.refused(await site.request(at=site.clock.now + 86400))


async def test_from_before_a_restart_is_refused(site, tmp_path, keys):
    body = await site.request()
    site.spool.close()
    again = Site(tmp_path, keys, ("verify",))
    assert "before a restart" in await again.refused(body)


async def test_an_action_that_is_none_is_refused(site):
    for action in ("reboot", "verify; reboot", "", "../verify", "pair"):
        assert await site.refused(await site.request(action)) == "there is no such action"
    assert site.ran == []


async def test_no_free_text_reaches_a_command(site):
    for device in ("--help", "$(reboot)", "C0:FF:EE:00:00:02", ""):
        (answer,) = await site.deal(await site.request(device=device))
        assert not answer["ok"]
    assert site.ran == []


@pytest.mark.parametrize(
    "body", [b"[" * 4000, b"{}", b'{"schema":1}', b"\xff\x00", b'{"schema":1,"request":"\\ud800"}']
)
async def test_what_is_no_request_is_refused(site, body):
    assert await site.refused(body)


async def test_a_capture_comes_in_pieces_without_what_names_anybody(site):
    record = bytes(3) + b"\x04" + bytes(3) + b"\x04" + bytes(2) + b"\0\x0c" + bytes(12) + b"note"
    site.recorded = b"btsnoop\0\0\0\0\x01\0\0\x07\xd1" + record * 1000
    answers = await site.deal(await site.request("capture", ""))
    assert all(len(encode(each)) <= 16384 for each in answers)
    assert answers[0]["parts"] == len(answers) > 1


async def test_nothing_recorded_says_so(site):
    (answer,) = await site.deal(await site.request("capture", ""))
    assert answer["why"] == "nothing was recorded yet"


async def test_a_capture_that_is_too_large_is_not_sent(site, monkeypatch):
    monkeypatch.setattr(request_runner, "redact", lambda data, pseudonyms: SimpleNamespace(data=bytes(2 << 20)))
    site.recorded = b"x"
    (answer,) = await site.deal(await site.request("capture", ""))
    assert "allowed" in answer["why"]


async def test_requests_wait_for_each_other(site):
    first, second = await site.request(), await site.request(nonce="x")
    site.spool.put_request(first, False)
    site.spool.put_request(second, False)
    assert await site.desk.next()
    assert len(site.ran) == 1
    assert await site.desk.next()
    assert not await site.desk.next()


# ── the console's side ────────────────────────────────────────────────────────────────────────────────────────────


def test_to_log_in_is_the_operators_command():
    asking = RequestSender(Path(), ("ssh", "{gateway}.{group}.example", "-t", "pairtui"), "", time.time)
    assert asking.login("plant/gw-1") == ("ssh", "gw-1.plant.example", "-t", "pairtui")


async def test_without_a_key_nothing_is_asked(tmp_path):
    asking = RequestSender(tmp_path / "i.db", ("ssh",), "", time.time)
    with pytest.raises(RequestError, match="signing_key"):
        await asking.ask(1, "plant/gw-1", "verify", PEER, "nonce")


async def test_a_request_goes_through_the_collectors_index(tmp_path, keys):
    index = Index(tmp_path / "i.db")
    number = index.gateway(GW)
    index.commit()
    assert number is not None
    await RequestSender(tmp_path / "i.db", ("ssh",), str(keys / "anna"), time.time).ask(
        number, GW.label, "verify", PEER, "n"
    )
    ((gateway, body),) = index.take_requests()
    assert gateway == GW
    assert json.loads(json.loads(body)["request"])["gateway"] == "plant/gw-1"
    index.close()


async def test_a_key_with_a_passphrase_does_not_hang(tmp_path, keys):
    key = tmp_path / "locked"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(key)]
    await (await asyncio.create_subprocess_exec(*command)).wait()
    with pytest.raises(RequestError):
        await RequestSender(tmp_path / "i.db", ("ssh",), str(key), time.time).ask(1, GW.label, "verify", PEER, "n")
