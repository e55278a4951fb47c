"""What README and docs say is so: commands parse, files are there, quoted titles and examples are the source's own."""

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from pairtui.cli.arguments import build_parser
from pairtui.errors import Unusable
from pairtui.hub import Hub
from pairtui.knowledge.vocabularies import VOCABULARIES
from pairtui.ui.themes import load_theme

ROOT = Path(__file__).parents[2]
PAGES = {
    page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8")
    for page in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("packaging/*.md"),
        *ROOT.glob("tests/**/*.md"),
    )
    if page.name not in ("CHANGELOG.md", "reference.md")
}
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for folder in ("pairtui", "tests")
    for path in ROOT.glob(f"{folder}/**/*.py")
}

# What stands for something: any value of its kind will do.
STANDS_FOR = {"N": "2", "SECONDS": "2", "COLSxROWS": "80x24", "[ADAPTER]": "hci0", "[SETTING=VALUE…]": "ssp=on"}


def code(page: str) -> list[str]:
    """What stands as code on a page: lines of blocks, and spans."""
    blocks = [line for line in page.splitlines() if line.startswith("    ")]
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        blocks += block.splitlines()
    return [line.strip() for line in blocks] + re.findall(r"`([^`\n]+)`", page)


def commands(page: str) -> set[str]:
    """The `pairtui …` of a page, without what the shell does with it."""
    found = (re.match(r"(?:sudo )?(pairtui(?: .*)?)$", snippet) for snippet in code(page))
    return {re.split(r" (?:[|>&#]|#.*) ", match[1] + " ")[0].strip() for match in found if match}


def words(command: str) -> list[str]:
    plain = [STANDS_FOR.get(word, word) for word in shlex.split(command, comments=True)]
    return [word.strip("[]…") for word in plain][1:]


@pytest.mark.parametrize(("page", "command"), [(name, one) for name in PAGES for one in sorted(commands(PAGES[name]))])
def test_a_command_is_one(page, command):
    try:
        build_parser().parse_args(words(command))
    except Unusable as problem:
        pytest.fail(f"{page}: {command}: {problem}")


def test_there_are_commands_on_the_pages_of_each_kind_of_reader():
    told = {words(command)[0] for page in PAGES.values() for command in commands(page) if words(command)}
    assert {"lab", "replay", "analyze", "pair", "policy", "redact", "snapshot", "watch", "grant"} <= told


@pytest.mark.parametrize("page", PAGES)
def test_what_make_is_told_to_make_can_be_made(page):
    rules = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = [match[1] for snippet in code(PAGES[page]) if (match := re.match(r"make ([a-z-]+)", snippet))]
    assert set(told) <= set(rules)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", PAGES[page])
    assert [link for link in links if "://" not in link and not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_that_are_named_are_there(page):
    named = re.findall(
        r"`((?:pairtui|tests|packaging|docs|themes|pairing|sources|protocol|report)/[\w./*-]+)`", PAGES[page]
    )
    examples = {
        "pairtui/sources/greeting.py",
        "pairtui/cli/count.py",
        "pairtui/cli/NAME.py",
        "themes/dawn.toml",
        "tests/LAYER/",
    }
    lost = [
        one for one in named if not any(folder.glob(one) and [*folder.glob(one)] for folder in (ROOT, ROOT / "pairtui"))
    ]
    assert set(lost) <= examples


def test_titles_that_a_technician_looks_up_are_those_on_the_screen():
    rules = " ".join(text for name, text in SOURCES.items() if name.startswith("pairtui/knowledge/causes/"))
    rules = rules.replace("{here}", "this gateway").replace("{Here}", "This gateway").replace("{Who}", "…")
    titles = re.findall(r"^\| ([^|`]+?) \|", PAGES["docs/it-will-not-pair.md"], re.MULTILINE)[1:]
    assert len(titles) > 5
    for title in titles:
        assert re.search(r".*".join(map(re.escape, title.replace("30", "…").split("…"))), rules), title


@pytest.mark.parametrize("page", [f"docs/contributing/{name}.md" for name in ("a-cause", "a-pdu", "a-stack")])
def test_an_example_is_what_stands_in_the_source(page):
    everything = {line.strip().rstrip(",") for text in SOURCES.values() for line in text.splitlines()}
    lines = [
        line.strip().rstrip(",")
        for block in re.findall(r"```python\n(.*?)```", PAGES[page], re.DOTALL)
        for line in block.splitlines()
    ]
    assert [line for line in lines if line not in everything] == []


async def test_the_source_of_the_example_tells_its_fact():
    (example,) = re.findall(r"```python\n(.*?)```", PAGES["docs/contributing/a-source.md"], re.DOTALL)
    names: dict = {}
    exec(example, names)
    hub = Hub([names["Greeting"]()])
    changed = asyncio.Event()
    hub.subscribe(changed.set)
    running = asyncio.create_task(hub.run())
    await asyncio.wait_for(changed.wait(), 20)
    assert hub.model.sources["greeting"].detail == "hello"
    await hub.close()
    await running


def test_the_theme_of_the_example_is_one(tmp_path):
    (example,) = re.findall(r"```toml\n(.*?)```", PAGES["docs/contributing/a-theme.md"], re.DOTALL)
    file = tmp_path / "dawn.toml"
    file.write_text(example)
    assert load_theme(str(file)).dark


@pytest.mark.parametrize("stack", sorted({one.stack for one in VOCABULARIES} - {"", "hci", "smp", "gatt-client"}))
def test_a_user_of_each_stack_is_told_how_to_get_a_log(stack):
    rows = PAGES["docs/send-us-a-log.md"].lower().replace("-", " ")
    named = (
        re.escape(stack.replace("-", " "))
        .replace("nrf5", "nrf5 sdk")
        .replace("apple", "iphone")
        .replace("silabs", "silicon labs")
    )
    assert re.search(rf"\b{named}\b", rows)
