"""Errors of BlueZ and of D-Bus as programs write them that name the error by its text alone."""

import pytest

from tests.pairing.pasted import verdicts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Operation already in progress", "InProgress"),
        ("Resource Not Ready", "NotReady"),
        ("Software caused connection abort", "le-connection-abort-by-local"),
    ],
)
def test_what_java_says_of_bluezs_errors_are_their_texts(text, code):
    failed, _ = verdicts(f"org.freedesktop.dbus.exceptions.DBusExecutionException: {text}\n\tat Device1.Pair(Source)\n")
    assert [name for name, *_ in failed] == [f"dbus:{code}"]


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("org.freedesktop.dbus.errors.NoReply: No reply within specified time", "unknown"),
        ("INFO [habluetooth] hci0: Bluetooth scanner has gone quiet for 90s, restarting", "adapter-unavailable"),
    ],
)
def test_bluetoothd_or_an_adapter_that_is_silent(line, cause):
    assert verdicts(f"{line}\n") == ([], [(cause, None)])
