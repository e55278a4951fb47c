"""The files that go with the package for other programs: EMQX's access rules, Telegraf's input, Prometheus' alerts.

EMQX and Telegraf cannot be installed for a test: here is what their documentation says of these files.
"""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from pairtui.fleet.metrics import ATTEMPTS, FAILURES, metrics
from pairtui.fleet.spool import Spool
from pairtui.fleet.verdict import completed
from pairtui.pairing.events import SourceState
from pairtui.pairing.model import Model
from pairtui.pairing.state import SourceStatus

SHIPPED = Path(__file__).parents[2] / "packaging/fleet"
UP = ("state", "info", "health", "verdict", "response")

# ── EMQX: authorization of type `file` ────────────────────────────────────────────────────────────────────────────

RULE = re.compile(
    r'\{allow, (?:all|\{user, "(?P<user>[^"]+)"\}), (?P<action>subscribe|publish),\s+\[(?P<topics>[^\]]+)\]\}\.'
)


def rules():
    """Who may do what with which topics; EMQX takes the first that fits, the last refuses everything."""
    text = re.sub(r"^%%.*\n", "", (SHIPPED / "emqx.acl.conf").read_text(), flags=re.M)
    assert RULE.sub("", text).split() == ["{deny,", "all}."]
    return [(rule["user"], rule["action"], re.findall(r'"([^"]+)"', rule["topics"])) for rule in RULE.finditer(text)]


def allowed(user, action, topic):
    """Whether EMQX lets this user: a topic, or a filter as it is, beside the words of a rule's topic."""

    def fits(pattern):
        words = pattern.replace("${username}", user).split("/")
        asked = topic.split("/")
        return len(words) == len(asked) and all(word in ("+", one) for word, one in zip(words, asked, strict=True))

    return any(who in (None, user) and what == action and any(map(fits, topics)) for who, what, topics in rules())


@pytest.mark.parametrize("kind", UP)
def test_emqx_a_gateway_writes_what_is_its_own_and_nothing_else(kind):
    assert allowed("plant/gw-1", "publish", f"pairtui/1/plant/gw-1/{kind}")
    assert not allowed("plant/gw-1", "publish", f"pairtui/1/plant/gw-2/{kind}")
    assert not allowed("plant/gw-1", "publish", f"pairtui/1/other/gw-1/{kind}")
    assert not allowed("plant/gw-1", "subscribe", f"pairtui/1/+/+/{kind}")


def test_emqx_a_gateway_hears_what_it_is_asked_and_nothing_else():
    assert allowed("plant/gw-1", "subscribe", "pairtui/1/plant/gw-1/request")
    for asked in ("pairtui/1/plant/gw-2/request", "pairtui/1/plant/+/request", "pairtui/1/+/+/request", "#"):
        assert not allowed("plant/gw-1", "subscribe", asked)
    assert not allowed("plant/gw-1", "publish", "pairtui/1/plant/gw-1/request")


def test_emqx_the_collector_reads_all_asks_and_says_nothing_for_a_gateway():
    for kind in UP:
        assert allowed("pairtui-fleet", "subscribe", f"pairtui/1/+/+/{kind}")
        assert not allowed("pairtui-fleet", "publish", f"pairtui/1/plant/gw-1/{kind}")
    assert allowed("pairtui-fleet", "subscribe", "pairtui/1/plant/+/state")
    assert allowed("pairtui-fleet", "publish", "pairtui/1/plant/gw-1/request")
    assert not allowed("pairtui-fleet", "subscribe", "#")


# ── Telegraf: inputs.mqtt_consumer with json_v2 ───────────────────────────────────────────────────────────────────

INPUT = {
    "servers", "topics", "qos", "persistent_session", "client_id", "username", "password", "tls_ca", "data_format",
    "topic_parsing", "json_v2",
}  # fmt: skip
PARSER = {"measurement_name", "timestamp_path", "timestamp_format", "tag", "field"}
TYPES = {"int": int, "uint": int, "float": float, "string": str, "bool": bool}
MISSING = object()


def inputs():
    return tomllib.loads((SHIPPED / "telegraf.conf").read_text())["inputs"]["mqtt_consumer"]


def at(document, path):
    """What a plain GJSON path finds."""
    for word in path.split("."):
        document = document.get(word, MISSING) if isinstance(document, dict) else MISSING
    return MISSING if document is None else document


def parsed(which, document):
    """The metric that Telegraf makes of a payload: its tags and fields."""
    (parser,) = which["json_v2"]
    assert at(document, parser["timestamp_path"]) > 1e9 and parser["timestamp_format"] == "unix"
    found = {}
    for each in (*parser.get("tag", ()), *parser["field"]):
        value = at(document, each["path"])
        if value is MISSING:
            assert each.get("optional"), f"{each['path']} is not in every payload"
            continue
        assert not isinstance(value, (dict, list))
        assert isinstance(value, TYPES[each.get("type", "string")])
        found[each.get("rename", each["path"])] = value
    return found


def test_telegraf_knows_every_key():
    for which in inputs():
        assert which.keys() <= INPUT
        assert which["data_format"] == "json_v2"
        assert which["servers"][0].startswith("ssl://") and which["password"].startswith("@{")
        assert which["qos"] == 0 or (which["persistent_session"] and which["client_id"])
        (topic,), (parsing,), (parser,) = which["topics"], which["topic_parsing"], which["json_v2"]
        # `measurement` here would take the place of measurement_name.
        assert parsing == {"topic": topic, "tags": "_/_/group/gateway/_"}
        assert allowed(which["username"], "subscribe", topic)
        assert parser.keys() <= PARSER
        assert all(each.keys() <= {"path", "rename", "optional"} for each in parser.get("tag", ()))
        assert all(each.keys() <= {"path", "type"} for each in parser["field"])
    assert len({which["client_id"] for which in inputs()}) == len(inputs())


@pytest.mark.parametrize("failed", [True, False])
def test_telegraf_finds_in_a_verdict_what_it_looks_for_and_nothing_that_names_anybody(failed, samples):
    kept = {**samples.verdict(failed), "id": "0a0b0c0d-1", "rev": 1}
    document = json.loads(completed(json.dumps(kept).encode(), samples.at, samples.at))
    tags = parsed(inputs()[0], document)
    assert tags["outcome"] == ("failed" if failed else "paired")
    assert (tags.get("cause"), tags.get("code")) == (("wrong-passkey", "smp:0x04") if failed else (None, None))
    assert "Sensor" not in str(tags) and "C0:FF" not in str(tags)


def test_telegraf_finds_in_health_what_it_looks_for(tmp_path):
    from pairtui.fleet.broker import Broker
    from pairtui.fleet.publisher import Publisher
    from pairtui.fleet.topics import Gateway, Topics

    spool = Spool(tmp_path / "spool.db")
    publisher = Publisher(Broker("localhost", tls=False), Gateway("g", "n"), spool, Topics())
    assert parsed(inputs()[1], json.loads(publisher.health())).keys() == {"last", "waiting", "dropped", "refused"}
    spool.close()


# ── Prometheus ────────────────────────────────────────────────────────────────────────────────────────────────────

RULES = SHIPPED / "prometheus-rules.yml"
SERIES = {
    "BluetoothPairingsFail": [
        ('pairtui_failures_total{instance="gw",cause="wrong-passkey",code="smp:0x04",by="peer"}', "0+1x60"),
        ('pairtui_attempts_total{instance="gw",outcome="failed",kind="pairing",transport="le"}', "0+1x60"),
        ('pairtui_failures_total{instance="well",cause="wrong-passkey",code="smp:0x04",by="peer"}', "0+1x60"),
        ('pairtui_attempts_total{instance="well",outcome="failed",kind="pairing",transport="le"}', "0+1x60"),
        ('pairtui_attempts_total{instance="well",outcome="paired",kind="pairing",transport="le"}', "0+9x60"),
    ],
    "BluetoothSourceDown": [('pairtui_source_up{instance="gw",source="bluez"}', "0x60")],
    "PairtuiSpoolGrows": [('pairtui_spool_waiting{instance="gw"}', "2000x60")],
    "PairtuiRefusedByBroker": [('pairtui_spool_refused{instance="gw"}', "1x60")],
    "PairtuiSilent": [('node_textfile_mtime_seconds{instance="gw",file="/run/pairtui-observe/pairtui.prom"}', "0x60")],
}
"""What makes each alert fire within an hour, a sample a minute."""


def test_the_alerts_ask_for_metrics_that_there_are(tmp_path, samples):
    spool, model = Spool(tmp_path / "spool.db"), Model()
    spool.add(samples.verdict(), True, samples.at)
    model.sources["bluez"] = SourceStatus("bluez", SourceState.UP)
    told = set(re.findall(r"^# TYPE (\S+)", metrics(spool, model), re.M)) | {
        "pairtui_attempts_total", "pairtui_failures_total", "node_textfile_mtime_seconds",
    }  # fmt: skip
    spool.close()
    text = re.sub(r"#.*", "", RULES.read_text())
    assert set(re.findall(r"\b(?:pairtui|node)_\w+", text)) <= told
    labels = {*ATTEMPTS, *FAILURES, "source", "instance", "file"}
    assert set(re.findall(r"\$labels\.(\w+)", text)) <= labels
    assert set(re.findall(r"alert: (\w+)", text)) == SERIES.keys()


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is not installed")
def test_prometheus_reads_the_rules_and_each_fires_when_it_should(tmp_path):
    tests = []
    for alert, series in SERIES.items():
        lines = "".join(f"      - {{series: '{name}', values: '{values}'}}\n" for name, values in series)
        tests.append(
            f"  - interval: 1m\n    input_series:\n{lines}    promql_expr_test:\n"
            f'      - expr: count by (alertname, instance) (ALERTS{{alertname="{alert}",alertstate="firing"}})\n'
            f"        eval_time: 59m\n        exp_samples:\n"
            f'          - {{labels: \'{{alertname="{alert}",instance="gw"}}\', value: 1}}\n'
        )
    file = tmp_path / "tests.yml"
    file.write_text(f"rule_files: [{RULES}]\ntests:\n{''.join(tests)}")
    for command in (["check", "rules", RULES], ["test", "rules", file]):
        done = subprocess.run(["promtool", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
