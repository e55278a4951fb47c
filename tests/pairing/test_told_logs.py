"""What is told of logs record by record: the whole state of the model, and what of them is secret."""

import os

import pytest

from tests.pairing.ladder import keep
from tests.pairing.told_logs import FOLDER, LOGS, log_of, told


@pytest.mark.parametrize(("file", "name"), LOGS)
def test_what_is_told_of_a_log_record_by_record(file, name):
    assert list(told(log_of(LOGS[file, name]))) == LOGS[file, name]


@pytest.fixture(scope="module", autouse=True)
def written():
    if "PAIRTUI_UPDATE_PICTURES" in os.environ:
        for key, lines in LOGS.items():
            LOGS[key] = list(told(log_of(lines)))
        for file in {file for file, _ in LOGS}:
            keep(FOLDER / f"{file}.txt", ((name, lines) for (of, name), lines in LOGS.items() if of == file))
