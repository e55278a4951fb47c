"""A program that ends on an exception: its own line names nothing of Bluetooth, and one of its frames does."""

import time

import pytest

from tests.pairing.pasted import read, verdicts

PYTHON = (
    "Traceback (most recent call last):\n"
    '  File "/srv/sensors/poll.py", line 31, in main\n'
    "    await scanner.start()\n"
    '  File "/usr/lib/python3.12/site-packages/{library}/scanner.py", line 88, in start\n'
    "    ^^^^^^^^^^^^^^^\n"
    '  File "/usr/lib/python3.12/asyncio/tasks.py", line 7, in step\n'
    "{raised}\n"
)
JAVA = (
    "{raised}\n\tat java.base/java.util.HashMap.get(HashMap.java:9)\n\tat org.{library}.Device.open(Device.java:71)\n"
)
NODE = (
    "{raised}\n    at Object.get (/srv/app/node_modules/@scope/{library}/lib/peripheral.js:4:2)\n    at process.emit\n"
)
NET = (
    "{raised}\n  HResult=0x80131500\n  Message=One or more errors occurred.\n  StackTrace:\n"
    "   at System.Threading.Tasks.Task.Wait()\n   at Example.{library}.Scanner.Start()\n"
)
GO = "{raised}\n\ngoroutine 1 [running]:\nmain.must(...)\n\t/srv/go/example.org/{library}/main.go:12\nexit status 2\n"

CRASHES = [
    (PYTHON, "bleak", "KeyError: 'Paths'"),
    (PYTHON, "bumble", "AttributeError: 'NoneType' object has no attribute 'name'"),
    (JAVA, "openhab.binding.bluetooth", "java.lang.NullPointerException: null"),
    (NODE, "noble", "TypeError: Cannot read properties of undefined (reading 'name')"),
    (NODE, "generic-ble", "=>Error: Missing Device"),
    (NET, "Plugin.BLE", "System.AggregateException"),
    (GO, "bluetooth", "panic: runtime error: index out of range"),
]


@pytest.mark.parametrize(("frames", "library", "raised"), CRASHES)
def test_a_crash_in_bluetooth_s_code_is_a_failure_that_is_not_understood(frames, library, raised):
    model = read("My program stops like this:\n" + frames.format(library=library, raised=raised))
    assert not model.attempts
    ((_, line),) = model.not_understood
    assert line.startswith(raised) and library in line
    assert [finding.cause for finding in model.findings] == ["unknown"]


@pytest.mark.parametrize(("frames", "library", "raised"), CRASHES)
def test_a_crash_elsewhere_is_none_of_bluetooth_s(frames, library, raised):
    assert verdicts(frames.format(library="weather", raised=raised)) == ([], [])


def test_the_frame_that_is_shown_is_the_one_next_to_the_exception():
    text = PYTHON.format(library="bleak", raised="KeyError: 'Paths'")
    text = text.replace("/srv/sensors/poll.py", "/srv/bluetooth/poll.py")
    ((_, line),) = read(text).not_understood
    assert "bleak/scanner.py" in line and "poll.py" not in line


@pytest.mark.parametrize("lead", ["Feb 03 04:05:06 pi poll[812]: ", "poll-1  | ", "2026-02-03T04:05:06 pi poll[812]: "])
@pytest.mark.parametrize(
    ("frames", "library", "raised"),
    [
        (PYTHON, "bleak", "KeyError: 'Paths'"),
        (JAVA, "openhab.binding.bluetooth", "java.lang.NullPointerException: null"),
        (NODE, "noble", "TypeError: Cannot read properties of undefined (reading 'name')"),
    ],
)
def test_a_traceback_in_the_journal_or_in_a_container_s_log_is_one_all_the_same(frames, library, raised, lead):
    text = frames.format(library=library, raised=raised)
    text = "".join(f"{lead}{line}\n" for line in text.splitlines()) + "And then it starts again.\n"
    ((_, line),) = read(text).not_understood
    assert line.startswith(f"{raised} (") and f"{library}/" in line.replace("bluetooth.", "bluetooth/")


def test_a_panic_of_rust_is_a_failure_that_is_not_understood():
    line = "thread 'main' panicked at 'where is the handle that we had?', src/bluez/stream.rs:4:22"
    assert read(line + "\n").not_understood == [(1, line)]


def test_an_exception_that_names_an_error_of_bluetooth_keeps_its_verdict():
    raised = "bleak.exc.BleakDBusError: [org.bluez.Error.AuthenticationCanceled] Authentication Canceled"
    ((code, _, _),), _ = verdicts(PYTHON.format(library="bleak", raised=raised))
    assert code == "dbus:AuthenticationCanceled"


def test_a_traceback_on_one_line_is_a_failure_that_is_not_understood():
    line = (
        "A message handler raised an exception: '/org/bluez/hci0/dev_A4_5E_60_01_02_03'. Traceback (most recent call "
        'last): File "/usr/lib/python3.12/site-packages/bleak/manager.py", line 6, in _parse result = handler(it) '
        "KeyError: 'Paths'"
    )
    assert [finding.cause for finding in read(line + "\n").findings] == ["unknown"]


@pytest.mark.parametrize(
    "piece",
    [
        '  File "/bleak/a.py", line 1, in f\n',
        "FooError: x\n\tat a.b\n",
        "pi a[1]: FooError: x\npi a[1]: \tat a.b\n",
        "panic: a\n\n",
    ],
)
def test_frames_without_an_end_take_time_that_grows_with_their_number(piece):
    def seconds(lines):
        begun = time.process_time()
        read(piece * lines)
        return time.process_time() - begun

    assert seconds(4000) < 4 * seconds(2000) + 0.5
