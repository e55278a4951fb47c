"""`pairtui policy` and `pairtui grant` with command lines that cannot be used, and without Bluetooth."""

import pytest

from pairtui.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["bond=on"], "there is no setting 'bond'; choose one of secure-connections, ssp, bondable"),
        (["bondable=maybe"], "bondable cannot be 'maybe'; choose one of off, on"),
        (["min-key-size=6"], "min-key-size cannot be '6'; choose one of 7, 8"),
        (["eth0"], "'eth0' is neither an adapter nor SETTING=VALUE; write hci0 secure-connections=only"),
        (["hci0", "hci1"], "'hci1' is neither"),
        (["bondable=on", "hci0"], "'hci0' is neither"),
        (["--keep"], "--keep and --for belong to a SETTING=VALUE"),
        (["--for", "3"], "--keep and --for belong to a SETTING=VALUE"),
        (["bondable=on", "--for", "0"], "'0' is not a number of seconds above 0"),
        (["bondable=on", "--for", "3", "--keep"], "not allowed with argument"),
    ],
)
def test_what_cannot_be_asked_for(capsys, words, sentence):
    assert main(["policy", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_grant_where_it_cannot_listen(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["grant", "--socket", f"{tmp_path}/file/grant"]) == 3
    assert "cannot be listened on" in capsys.readouterr().err
