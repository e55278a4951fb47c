"""What `analyze --format json` writes is what the published schema says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from pairtui.cli.main import main
from pairtui.knowledge.causes import CAUSES
from pairtui.knowledge.codes import SPACES, code_text

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/schema/analysis-1.schema.json").read_text(encoding="utf-8"))
INPUTS = sorted([*(ROOT / "tests/captures").glob("*.btsnoop"), *(ROOT / "tests/protocol/btmon-text").glob("*.txt")])


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


def test_documents_hold_to_it(capsys):
    main(["analyze", "--format", "json", *map(str, INPUTS)])
    documents = json.loads(capsys.readouterr().out)

    assert len(documents) == len(INPUTS)
    for document in documents:
        problems = [f"{e.json_path}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(document)]
        assert problems == [], document["file"]


@pytest.mark.parametrize("space", SPACES)
def test_every_code_can_be_written(space):
    codes = Draft202012Validator(SCHEMA["$defs"]["code"])
    assert all(codes.is_valid(code_text(space, code)) for code in SPACES[space])


def test_every_cause_can_be_written():
    assert all(Draft202012Validator(SCHEMA["$defs"]["cause"]).is_valid(cause) for cause in CAUSES)


@pytest.mark.parametrize(
    ("key", "wrong"), [("schema", 2), ("format", "docx"), ("records", -1), ("attempts", None), ("findings", [{}])]
)
def test_what_is_wrong_is_refused(key, wrong):
    good = {"schema": 1, "file": "x", "format": "pcap", "records": 0, "skipped": 0, "attempts": [], "findings": []}
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid(good)
    assert not validator.is_valid(good | {key: wrong})
