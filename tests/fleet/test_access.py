"""Who may talk to whom: the shipped access rules on a real mosquitto, TLS, and where the password is."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pairtui.cli.observe import group_key
from pairtui.errors import Unusable
from pairtui.fleet.broker import Broker, BrokerError
from pairtui.fleet.mqtt import Connection, Message
from pairtui.fleet.settings import load

ROOT = Path(__file__).parents[2]
ACL = ROOT / "packaging/fleet/mosquitto.acl"


async def opened(broker, client, **more):
    connection = Connection(broker, client, **more)
    await connection.open()
    return connection


# ── access rules ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def with_rules(broker, tmp_path):
    """A broker with users and the shipped rules."""
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    for user in ("plant/gw-1", "plant/gw-2", "pairtui-fleet", "pairtui-telegraf"):
        subprocess.run(["mosquitto_passwd", "-b", passwords, user, f"of {user}"], check=True, capture_output=True)
    passwords.chmod(0o644)
    return broker("allow_anonymous false", f"password_file {passwords}", f"acl_file {ACL}")


def as_user(with_rules, user, tmp_path):
    file = tmp_path / "password"
    file.write_text(f"of {user}\n")
    return Broker("127.0.0.1", with_rules.port, tls=False, user=user, password_file=str(file))


@pytest.mark.skipif(not shutil.which("mosquitto_passwd"), reason="mosquitto_passwd is not installed")
async def test_a_gateway_writes_what_is_its_own_and_nothing_else(with_rules, tmp_path):
    gateway = await opened(as_user(with_rules, "plant/gw-1", tmp_path), "plant/gw-1")
    for kind in ("state", "info", "health", "verdict", "response"):
        assert await gateway.send(Message(f"pairtui/1/plant/gw-1/{kind}", b"x")) in (0x00, 0x10), kind
        assert await gateway.send(Message(f"pairtui/1/plant/gw-2/{kind}", b"x")) == 0x87, kind
        assert await gateway.send(Message(f"pairtui/1/other/gw-1/{kind}", b"x")) == 0x87, kind
    assert await gateway.send(Message("pairtui/1/plant/gw-1/request", b"x")) == 0x87
    await gateway.close()


@pytest.mark.skipif(not shutil.which("mosquitto_passwd"), reason="mosquitto_passwd is not installed")
async def test_a_gateway_hears_what_it_is_asked_and_nothing_else(with_rules, tmp_path):
    heard = []
    gateway = await opened(
        as_user(with_rules, "plant/gw-1", tmp_path), "plant/gw-1", receive=lambda topic, *_: heard.append(topic)
    )
    await gateway.subscribe(["pairtui/1/+/+/verdict", "pairtui/1/+/+/request", "#"])
    collector = await opened(as_user(with_rules, "pairtui-fleet", tmp_path), "c")
    assert await collector.send(Message("pairtui/1/plant/gw-1/request", b"x")) in (0x00, 0x10)
    assert await collector.send(Message("pairtui/1/plant/gw-2/request", b"x")) in (0x00, 0x10)
    assert await collector.send(Message("pairtui/1/plant/gw-2/verdict", b"x")) == 0x87
    other = await opened(as_user(with_rules, "plant/gw-2", tmp_path), "plant/gw-2")
    await other.send(Message("pairtui/1/plant/gw-2/verdict", b"x"))
    await asyncio.sleep(0.5)
    assert set(heard) <= {"pairtui/1/plant/gw-1/request"}
    assert heard
    for each in (gateway, collector, other):
        await each.close()


@pytest.mark.skipif(not shutil.which("mosquitto_passwd"), reason="mosquitto_passwd is not installed")
async def test_telegraf_reads_verdicts_and_health_and_writes_nothing(with_rules, tmp_path):
    heard = []
    telegraf = await opened(
        as_user(with_rules, "pairtui-telegraf", tmp_path), "t", receive=lambda topic, *_: heard.append(topic)
    )
    await telegraf.subscribe(["pairtui/1/+/+/verdict", "pairtui/1/+/+/health", "pairtui/1/+/+/info"])
    gateway = await opened(as_user(with_rules, "plant/gw-1", tmp_path), "plant/gw-1")
    for kind in ("info", "health", "verdict"):
        await gateway.send(Message(f"pairtui/1/plant/gw-1/{kind}", b"x"))
    for kind in ("verdict", "request"):
        assert await telegraf.send(Message(f"pairtui/1/plant/gw-1/{kind}", b"x")) == 0x87
    await asyncio.sleep(0.5)
    assert heard == ["pairtui/1/plant/gw-1/health", "pairtui/1/plant/gw-1/verdict"]
    for each in (telegraf, gateway):
        await each.close()


@pytest.mark.skipif(not shutil.which("mosquitto_passwd"), reason="mosquitto_passwd is not installed")
async def test_a_wrong_password_is_one_sentence_without_it(with_rules, tmp_path):
    file = tmp_path / "wrong"
    file.write_text("guess me")
    wrong = Broker("127.0.0.1", with_rules.port, tls=False, user="plant/gw-1", password_file=str(file))
    with pytest.raises(BrokerError, match=r"password|user") as told:
        await opened(wrong, "plant/gw-1")
    assert "guess me" not in str(told.value)


# ── TLS ───────────────────────────────────────────────────────────────────────────────────────────────────────────


ENDED = "0"
"""The days of a certificate that is over; newer OpenSSL refuses to make one that ends before it begins."""


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", f"{name}.key", "-out", f"{name}.pem")  # fmt: skip
    return folder / f"{name}.pem"


def certificate(folder, ca, name, host="localhost", days="2"):
    (folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{host}\nauthorityKeyIdentifier=keyid\n")
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={host}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")  # fmt: skip
    command = ["x509", "-req", "-in", f"{name}.csr", "-CA", f"{ca}.pem", "-CAkey", f"{ca}.key", "-CAcreateserial",
               "-extfile", f"{name}.ext", "-out", f"{name}.pem", "-days", days]  # fmt: skip
    openssl(folder, *command)
    if days == ENDED:
        time.sleep(1.1)  # it ends with the second in which it began
    for file in folder.glob("*.key"):
        file.chmod(0o644)


@pytest.fixture
def tls(broker, tmp_path):
    """Starts brokers with a certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    authority(tmp_path, "ours")
    tmp_path.chmod(0o755)

    def start(name="server", **how):
        certificate(tmp_path, "ours", name, **how)
        return broker(listener=f"certfile {tmp_path}/{name}.pem\nkeyfile {tmp_path}/{name}.key")

    return start


async def test_with_tls_the_right_broker_is_spoken_to(tls, tmp_path):
    one = tls()
    connection = await opened(Broker("localhost", one.port, ca=str(tmp_path / "ours.pem")), "x")
    assert await connection.send(Message("pairtui/1/a/b/state", b"x")) in (0x00, 0x10)
    await connection.close()


@pytest.mark.parametrize("how", [{}, {"reasons": False, "gather": 0.1}], ids=["a gateway", "the collector"])
async def test_much_at_once_comes_through_tls(tls, tmp_path, how):
    heard = []
    one = tls()
    broker = Broker("localhost", one.port, ca=str(tmp_path / "ours.pem"))
    reader = await opened(broker, "r", receive=lambda _, payload, __: heard.append(payload), **how)
    await reader.subscribe(["pairtui/#"])
    writer = await opened(broker, "w")
    await asyncio.gather(*(writer.send(Message("pairtui/1/a/b/verdict", b"%d" % n * 900)) for n in range(100)))
    async with asyncio.timeout(20):
        while len(heard) < 100:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await reader.close()
    await writer.close()


@pytest.mark.parametrize("wrong", ["name", "authority", "expired"])
async def test_a_broker_that_is_not_who_it_should_be_is_refused(tls, tmp_path, wrong):
    one = tls(host="elsewhere.example") if wrong == "name" else tls(days=ENDED) if wrong == "expired" else tls()
    ca = authority(tmp_path, "foreign") if wrong == "authority" else tmp_path / "ours.pem"
    with pytest.raises(BrokerError, match="is not who it should be"):
        await opened(Broker("localhost", one.port, ca=str(ca)), "x")


def test_beyond_this_machine_there_is_nothing_without_tls():
    with pytest.raises(BrokerError, match="clear"):
        Broker("broker.example", tls=False).check()
    for host in ("localhost", "127.0.0.1", "127.8.9.1", "::1"):
        Broker(host, tls=False).check()


def test_the_settings_say_so_too_and_know_no_insecure(tmp_path):
    file = tmp_path / "fleet.toml"
    file.write_text('[broker]\nhost = "broker.example"\ntls = false\n')
    with pytest.raises(Unusable, match=r"line 3.*clear"):
        load(file)
    file.write_text('[broker]\nhost = "broker.example"\ninsecure = true\n')
    with pytest.raises(Unusable, match="insecure"):
        load(file)


# ── the settings and the password ─────────────────────────────────────────────────────────────────────────────────


def test_the_shipped_settings_are_read_and_say_what_the_program_does(tmp_path):
    text = (ROOT / "packaging/fleet/fleet.toml").read_text()
    file = tmp_path / "fleet.toml"
    file.write_text(text)
    settings = load(file)
    assert settings.broker.tls
    assert settings.gateway is not None
    assert settings.gateway.spool_megabytes == 10
    assert settings.gateway.allow == ()
    # Every key that is commented out is one, and has the type that is shown.
    (tmp_path / "signers").write_text("")
    section = ""
    sections: dict[str, list[str]] = {"broker": [], "gateway": [], "console": [], "": []}
    for line in text.splitlines():
        section = line[1:-1] if line.startswith("[") else section
        if line.startswith("# ") and " = " in line:
            sections[section].append(line[2:].partition("  #")[0])
    assert sum(map(len, sections.values())) > 20
    lines = [*sections[""], "[broker]", 'host = "h"', *sections["broker"], "[gateway]", 'group = "g"',
             *sections["gateway"], "[console]", *sections["console"]]  # fmt: skip
    file.write_text("\n".join(lines))
    load(file)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[gateway]\ngroup = "a/b"\n', "group"),
        ('[gateway]\ngroup = "a+"\n', "group"),
        ('[gateway]\ngroup = "a"\nallow = ["reboot"]\n', "allow"),
        ('[gateway]\ngroup = "a"\nallow = ["verify"]\n', "allowed_signers"),
        ('[console]\nlogin = ["ssh"]\n', "gateway"),
        ("prefix = 5\n", "prefix"),
        ("= 5\n", "line 1"),
    ],
)
def test_settings_that_cannot_be_are_one_sentence(tmp_path, text, says):
    file = tmp_path / "fleet.toml"
    file.write_text(text)
    with pytest.raises(Unusable, match=says):
        load(file)


def test_the_password_comes_by_the_service_managers_credentials(tmp_path, monkeypatch):
    (tmp_path / "mqtt-password").write_text("hush\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    file = tmp_path / "fleet.toml"
    file.write_text('[broker]\nhost = "b"\nuser = "u"\n')
    broker = load(file).broker
    assert broker.password() == "hush"
    assert "hush" not in repr(broker)


def test_a_pipe_in_place_of_the_password_or_the_key_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    file = tmp_path / "fleet.toml"
    file.write_text(
        f'[broker]\nhost = "b"\nuser = "u"\npassword_file = "{tmp_path}/pipe"\n'
        f'[gateway]\ngroup = "g"\nname = "n"\nkey_file = "{tmp_path}/pipe"\n'
    )
    settings = load(file)
    assert settings.gateway
    with pytest.raises(BrokerError, match="pipe cannot be read: it is not a file"):
        settings.broker.password()
    with pytest.raises(Unusable, match="pipe cannot be read: it is not a file"):
        group_key(settings.gateway)


def test_the_password_is_in_no_argument_environment_or_word_of_the_publisher(broker, tmp_path):
    secret = "correct-horse-battery"
    (tmp_path / "password").write_text(secret)
    port = broker().port
    file = tmp_path / "fleet.toml"
    file.write_text(
        f'[broker]\nhost = "127.0.0.1"\nport = {port}\ntls = false\nuser = "g/n"\npassword_file = "password"\n'
        f'[gateway]\ngroup = "g"\nname = "n"\nspool = "{tmp_path}/s.db"\n'
    )
    command = [sys.executable, "-m", "pairtui", "publish", "--settings", str(file)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.readline()
    about = Path(f"/proc/{process.pid}")
    for name in ("cmdline", "environ"):
        assert secret.encode() not in (about / name).read_bytes()
    process.terminate()
    out, more = process.communicate(timeout=20)
    assert secret.encode() not in said + out + more
    assert b"connected" in said
    assert not any(secret.encode() in part.read_bytes() for part in tmp_path.glob("s.db*"))


def test_without_paho_every_other_command_works_and_these_say_what_is_missing(tmp_path):
    program = "import sys; sys.modules['paho'] = None; from pairtui.cli.main import main; sys.exit(main(sys.argv[1:]))"
    file = tmp_path / "fleet.toml"
    file.write_text(f'[broker]\nhost = "b"\n[gateway]\ngroup = "g"\nspool = "{tmp_path}/s.db"\n')
    for arguments, status in (
        (["explain", "smp", "8"], 0), (["--help"], 0), (["config"], 0), (["lab", "--scenario", "list"], 0),
        (["publish", "--settings", str(file)], 3), (["fleet", "--headless", "--settings", str(file)], 3),
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=False,
            env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        assert status == 0 or "paho-mqtt" in done.stderr


def test_doctor_says_what_became_of_a_gateways_verdicts(tmp_path, samples):
    from pairtui.cli.fleet_settings import fleet_status
    from pairtui.fleet.spool import Sent, Spool

    file = tmp_path / "fleet.toml"
    assert fleet_status(file) == []
    file.write_text(f'[gateway]\ngroup = "g"\nname = "n"\nspool = "{tmp_path}/s.db"\n')
    (status,) = fleet_status(file)
    assert "is not there" in status.why
    spool = Spool(tmp_path / "s.db")
    spool.mark(spool.add(samples.verdict(), True, 1.0), 1, Sent.REFUSED)
    spool.note(refused="the broker refuses pairtui/1/g/n/verdict (reason 0x87); see its access rules")
    (status,) = fleet_status(file)
    assert (status.state, status.detail) == ("down", "g/n, 0 waiting, 0 sent, 1 refused")
    assert "access rules" in status.why
    spool.retry_refused()
    assert fleet_status(file)[0].state == "up"
    file.write_text("[gateway]\n")
    assert "group" in fleet_status(file)[0].why
