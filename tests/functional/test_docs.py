"""The documentation is true: commands, output, links and tables.

The blocks of a page run in order, in one folder with the samples and the data files:
- `sh` runs; ksbcheck may return 0 or 1, everything else 0;
- `console` runs and must print what the page shows, where `[...]` is any lines;
- `sql` runs in DuckDB, and finds something;
- a block below `<!-- file: NAME -->` is written to a file, below `<!-- add to: NAME -->` appended to it;
  manifests are checked, workflows are validated, and their scripts run;
- `<!-- first: SCRIPT -->` runs a script before the block, and `<!-- not run: WHY -->` skips the block.
"""

import json
import re
import shlex
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import chdir
from itertools import pairwise, takewhile
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import duckdb
import pytest
import typer
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from markdown_it import MarkdownIt

from ksbcheck.cli.app import app
from ksbcheck.engine.tables import COLUMNS
from ksbcheck.rules import RULES
from tests.conftest import ROOT
from tests.program import run_here, run_program

FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in FILES}
WRITTEN = [name for name in TEXTS if name != "docs/rules.md"]
"""The pages that are not generated."""
MARK = re.compile(r"<!-- (file|add to|first|not run): (.+?) -->")
PRELUDE = """set -eo pipefail
ksbcheck() { command ksbcheck "$@" || [ $? -eq 1 ]; }
"""
ENVIRONMENT = {
    "PATH": f"{sysconfig.get_path('scripts')}:/usr/bin:/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    **{f"GIT_{who}_{what}": "tester@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


class Block(NamedTuple):
    """A fenced block with the mark above it."""

    language: str
    text: str
    mark: str
    value: str


def blocks(page: str) -> Iterator[Block]:
    tokens = MarkdownIt().parse(TEXTS[page])
    for before, token in pairwise([tokens[0], *tokens]):
        if token.type == "fence":
            mark = MARK.fullmatch(before.content.strip()) if before.type == "html_block" else None
            yield Block(token.info, token.content, *(mark.groups() if mark else ("", "")))


@pytest.mark.parametrize("page", WRITTEN)
def test_page_blocks_run_as_shown(page: str, tmp_path: Path) -> None:
    if page == "README.md":
        todo = [block for block in blocks(page) if block.language != "console"]  # test_readme.py compares its picture
    else:
        todo = list(blocks(page))
    for name in ("data", "examples", "schemas"):
        copytree(ROOT / name, tmp_path / name)
    if any("git " in block.text for block in todo):
        shell("git init --quiet && git add --all && git commit --quiet --message Samples", tmp_path)
    for block in todo:
        if block.mark != "not run":
            run_block(block, tmp_path)


def run_block(block: Block, folder: Path) -> None:
    if block.mark == "first":
        shell(block.value, folder)
    if block.mark in ("file", "add to"):
        file = folder / block.value
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a" if block.mark == "add to" else "w", encoding="utf-8") as stream:
            stream.write(block.text)
        check_file(block, folder)
    elif block.language == "sh":
        for line in block.text.splitlines():
            run_line(line, folder)
    elif block.language == "console":
        assert_output(block.text, folder)
    elif block.language == "sql":
        with chdir(folder), duckdb.connect() as db:
            assert db.execute(block.text).fetchall(), block.text


def check_file(block: Block, folder: Path) -> None:
    """Check a file of a page with the program that reads it."""
    match block.value.rpartition("/"):
        case (_, _, "portfolio.yaml"):
            run_line(f"ksbcheck check {block.value}", folder)
        case (".github/workflows", _, _):
            validate(folder, "--builtin-schema", "vendor.github-workflows", block.value)
            for job in yaml.safe_load(block.text)["jobs"].values():
                for step in job["steps"]:
                    if "ksbcheck check" in step.get("run", ""):
                        shell(step["run"], folder)
        case (_, _, ".gitlab-ci.yml"):
            validate(folder, "--builtin-schema", "vendor.gitlab-ci", block.value)
        case (_, _, ".pre-commit-config.yaml"):
            done = run_program([sys.executable, "-m", "pre_commit", "validate-config", block.value], folder, {})
            assert done.returncode == 0, done.stdout


def run_line(line: str, folder: Path) -> str:
    """Run a line as a shell does; ksbcheck and check-jsonschema in this process, for speed."""
    words = [part for word in shlex.split(line) for part in expand_pattern(word, folder)]
    variables = list(takewhile(re.compile(r"KSBCHECK_\w+=").match, words))
    program, *args = words[len(variables) :]
    if re.search(r"[|<>&;$`]", line) or program not in ("ksbcheck", "check-jsonschema"):
        return shell(line, folder)
    if program == "check-jsonschema":
        validate(folder, *args)
        return ""
    done = run_here(args, folder, dict(word.split("=", 1) for word in variables))
    assert done.returncode in (0, 1), f"{line}\n{done.stderr}"
    return done.stdout


def expand_pattern(word: str, folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.glob(word)) if "*" in word else [word]


def validate(folder: Path, *args: str) -> None:
    with chdir(folder):
        done = CliRunner().invoke(check_jsonschema, args)
    assert done.exit_code == 0, done.output


def shell(script: str, folder: Path) -> str:
    done = run_program(["bash", "-c", PRELUDE + script], folder, ENVIRONMENT, 300)
    assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}{done.stderr}"
    return done.stdout


def assert_output(text: str, folder: Path) -> None:
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        real = run_line(command, folder)
        at = 0
        for piece in shown.split("[...]\n"):
            found = real.find(piece, at)
            assert found >= 0, f"{command} doesn't print\n{piece}\nafter\n{real[:at][-500:]}"
            at = found + len(piece)


def inline_values(page: str, *attributes: str) -> list[str]:
    """Return the values of attributes of a page's inline elements; without any, its code spans."""
    found = [child for token in MarkdownIt().parse(TEXTS[page]) for child in token.children or ()]
    if not attributes:
        return [child.content for child in found if child.type == "code_inline"]
    return [str(child.attrs[name]) for child in found for name in attributes if name in child.attrs]


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    tokens = MarkdownIt().parse(text)
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", TEXTS)
def test_page_links_lead_somewhere(page: str) -> None:
    for target in inline_values(page, "href", "src"):
        if ":" not in target:
            name, _, anchor = target.partition("#")
            file = ((ROOT / page).parent / name).resolve() if name else ROOT / page
            assert file.exists(), target
            assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target


def test_index_lists_every_page() -> None:
    pages = {file.name for file in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(inline_values("docs/README.md", "href"))


@pytest.mark.parametrize("page", WRITTEN)
def test_page_names_only_known_rules(page: str) -> None:
    assert set(re.findall(r"KSB\d{3}\b", TEXTS[page])) <= {rule.code for rule in RULES}


@pytest.mark.parametrize("page", WRITTEN)
def test_page_names_only_known_commands_and_options(page: str) -> None:
    known = {"--help"} | {
        option
        for command in commands()
        for parameter in command.params
        for option in parameter.opts + parameter.secondary_opts
    }
    spans = [span for span in inline_values(page) if re.match(r"--|ksbcheck ", span)]
    assert {option for span in spans for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", span)} <= known
    names = {command.name for command in commands()}
    assert {span.split()[1] for span in spans if re.match(r"ksbcheck [a-z]", span)} <= names


def commands() -> Iterator[typer.core.TyperCommand]:
    todo = [typer.main.get_command(app)]
    while todo:
        command = todo.pop()
        todo += [command.get_command(None, name) for name in getattr(command, "commands", ())]
        yield command


def schema_keys(name: str, *, nested: bool = False) -> set[str]:
    """Return the keys that a schema names, at the top or anywhere."""

    def properties(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from part.get("properties", {})
        if nested and isinstance(part, dict | list):
            for value in part.values() if isinstance(part, dict) else part:
                yield from properties(value)

    return set(properties(json.loads((ROOT / f"schemas/{name}.schema.json").read_text(encoding="utf-8"))))


def table_keys(page: str, heading: str) -> list[str]:
    """Return the keys in the first columns of the tables under a heading."""
    (section,) = [each for each in TEXTS[page].split("\n## ") if each.startswith(f"{heading}\n")]
    rows = re.findall(r"^\| ([^|]*`[^|]*)\|", section, re.MULTILINE)
    return [key for row in rows for key in re.findall(r"`(\w+)`", row)]


def test_manifest_page_has_every_key() -> None:
    page = "docs/manifest.md"
    keys = schema_keys("portfolio", nested=True)
    text = " ".join([*inline_values(page), *(block.text for block in blocks(page))])
    assert keys <= set(re.findall(r"\w+", text))
    assert set(table_keys(page, "Every key")) <= keys


def test_tables_page_has_every_column_with_its_type() -> None:
    (section,) = [each for each in TEXTS["docs/tables.md"].split("\n## ") if each.startswith("The columns\n")]
    for_all, *tables = section.split("\n\n`")
    listed = [dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", part, re.MULTILINE)) for part in (for_all, *tables)]
    assert [part.partition("`")[0] for part in tables] == list(COLUMNS)
    assert listed[0].keys() == {"portfolio", "standard", "version", "option"}
    for got, columns in zip(listed[1:], COLUMNS.values(), strict=True):
        assert {key: kind.replace(" ", "") for key, kind in (listed[0] | got).items()} == columns | {
            "standard": "VARCHAR",
            "option": "VARCHAR",
        }


def test_policy_page_has_every_setting_once() -> None:
    page = "docs/policy.md"
    settings = schema_keys("config")
    assert sorted(table_keys(page, "Configuration")) == sorted(settings)
    assert sorted(table_keys(page, "A policy")) == sorted(schema_keys("policy") - settings)


def test_policy_page_names_settings_without_variable(tmp_path: Path) -> None:
    (named,) = re.findall(r"All keys but (.*) have a variable", TEXTS["docs/policy.md"])
    for key in schema_keys("config"):
        done = run_here(["config"], tmp_path, {f"KSBCHECK_{key.upper()}": ""})
        assert ("is not a setting" in done.stderr) == (f"`{key}`" in named), key
