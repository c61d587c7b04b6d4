"""Every page of the documentation holds: its commands work, what it shows is real, its links lead somewhere.

The blocks of a page are one story, told in one folder that begins with the samples and the data files:
- `sh` is run as it stands; ksbcheck may end with 0 or 1, everything else with 0;
- `console` is run too, and what it shows must be what is printed, where `[...]` stands for any lines;
- any block below a comment `file: NAME` is written to that file, and a workflow's own scripts are run;
- a block below a comment `not run: WHY` is left alone.
"""

import re
import shlex
import sys
import sysconfig
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest
import typer
import yaml
from markdown_it import MarkdownIt

from ksbcheck.cli.app import app
from ksbcheck.domain.configuration import Configuration
from ksbcheck.domain.model import Model
from ksbcheck.domain.policy import Profile
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.inputs.settings import _FROM_ENVIRONMENT
from ksbcheck.rules import RULES
from tests.conftest import ROOT
from tests.program import run_here, run_program

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
WRITTEN = {name: text for name, text in TEXTS.items() if name != "docs/rules.md"}
PRELUDE = """set -eo pipefail
ksbcheck() { command ksbcheck "$@" || [ $? -eq 1 ]; }
"""
SCHEMAS = {
    ".github/workflows/": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
}
MARK = re.compile(r"<!-- (file|first|not run): (.+?) -->")
PATH = f"{sysconfig.get_path('scripts')}:/usr/bin:/bin"
GIT = {f"GIT_{who}_{what}": "tester@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Block(NamedTuple):
    """A fenced block: its language, its text, and the mark above it."""

    language: str
    text: str
    mark: str
    value: str


def blocks(text: str) -> Iterator[Block]:
    tokens = MarkdownIt().parse(text)
    for before, token in pairwise([tokens[0], *tokens]):
        if token.type == "fence":
            mark = MARK.fullmatch(before.content.strip()) if before.type == "html_block" else None
            yield Block(token.info, token.content, mark[1] if mark else "", mark[2] if mark else "")


@pytest.mark.parametrize("page", WRITTEN)
def test_what_a_page_shows_is_real(page: str, tmp_path: Path) -> None:
    told = tuple(blocks(WRITTEN[page]))
    if not any(block.language in ("sh", "console") or block.mark == "file" for block in told):
        return
    scratch = tmp_path / "scratch"
    for name in ("data", "examples", "schemas"):
        if (ROOT / name).is_dir():
            copytree(ROOT / name, scratch / name)
    git = "git init --quiet && git add --all && git commit --quiet --message Samples && git branch --move main"
    assert shell(git, scratch) is not None
    for block in told:
        if block.mark != "not run":
            play(block, page, scratch)


def play(block: Block, page: str, scratch: Path) -> None:
    """Do what a block of a page says."""
    if block.mark == "first":
        shell(block.value, scratch)
    if block.mark == "file":
        write(scratch / block.value, block.text)
        judge(scratch, block)
    elif block.language == "sh":
        for line in block.text.splitlines():
            run(line, scratch)
    elif block.language == "console" and page != "README.md":  # its picture has a test of its own
        compare(block.text, scratch)


def run(line: str, folder: Path) -> str:
    """Run a line as a shell does; what needs no shell within this process, which is far faster."""
    if not line.startswith("ksbcheck ") or re.search(r"[|<>&;$`]", line):
        return shell(line, folder)
    args = [part for word in shlex.split(line)[1:] for part in expanded(word, folder)]
    done = run_here(args, folder, {})
    assert done.returncode in (0, 1), f"{line}\n{done.stderr}"
    return done.stdout


def expanded(word: str, folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.glob(word)) if "*" in word else [word]


def shell(script: str, folder: Path) -> str:
    environment = {"PATH": PATH, "GIT_CONFIG_GLOBAL": "/dev/null", **GIT}
    done = run_program(["bash", "-c", PRELUDE + script], folder, environment, 300)
    assert done.returncode == 0, f"{script}\n{done.stdout[-2000:]}{done.stderr}"
    return done.stdout


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def judge(scratch: Path, block: Block) -> None:
    """Check a file of a page by what reads it."""
    for beginning, schema in SCHEMAS.items():
        if block.value.startswith(beginning):
            command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, block.value]
            done = run_program(command, scratch, {})
            assert done.returncode == 0, done.stdout
    if block.value == ".pre-commit-config.yaml":
        done = run_program([sys.executable, "-m", "pre_commit", "validate-config", block.value], scratch, {})
        assert done.returncode == 0, done.stdout
    if block.value.startswith(".github/"):
        for job in yaml.safe_load(block.text)["jobs"].values():
            for step in job["steps"]:
                if "ksbcheck check" in step.get("run", ""):
                    shell(step["run"], scratch)


def compare(text: str, scratch: Path) -> None:
    """Check that a console shows what its commands print."""
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        real = run(command, scratch)
        at = 0
        for piece in shown.split("[...]\n"):
            found = real.find(piece, at)
            assert found >= 0, f"{command} doesn't print\n{piece}\nafter\n{real[:at][-500:]}"
            at = found + len(piece)


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a page."""
    tokens = MarkdownIt().parse(text)
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(text: str) -> Iterator[str]:
    for token in MarkdownIt().parse(text):
        for child in token.children or ():
            target = child.attrs.get("href") or child.attrs.get("src")
            if target:
                yield str(target)


@pytest.mark.parametrize("page", TEXTS)
def test_the_links_lead_somewhere(page: str) -> None:
    for target in links(TEXTS[page]):
        if ":" in target:
            continue
        name, _, anchor = target.partition("#")
        file = ((ROOT / page).parent / name).resolve() if name else ROOT / page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file.read_text(encoding="utf-8")), target


def test_the_index_names_every_page() -> None:
    named = {Path(target).name for target in links(TEXTS["docs/README.md"])}
    assert {page.name for page in PAGES if page.parent.name == "docs"} - {"README.md"} <= named


def code_spans(text: str) -> Iterator[str]:
    for token in MarkdownIt().parse(text):
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


@pytest.mark.parametrize("page", WRITTEN)
def test_the_rules_and_options_named_are_there(page: str) -> None:
    known = {rule.code for rule in RULES}
    assert set(re.findall(r"KSB\d{3}\b", WRITTEN[page])) <= known
    options = {
        option
        for command in commands()
        for parameter in command.params
        for option in parameter.opts + parameter.secondary_opts
    }
    spans = [span for span in code_spans(WRITTEN[page]) if re.match(r"--|ksbcheck ", span)]
    named = {option for span in spans for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", span)}
    assert named - options == {"--help"} & named
    names = {command.name for command in commands()}
    assert {span.split()[1] for span in spans if re.match(r"ksbcheck [a-z]", span)} - names == set()


def commands() -> Iterator[typer.core.TyperCommand]:
    todo = [typer.main.get_command(app)]
    while todo:
        command = todo.pop()
        todo += getattr(command, "commands", {}).values()
        yield command


def keys(model: type[Model]) -> set[str]:
    """Return the keys of a model and of all models in it."""
    found, todo, seen = set(), [model], set()
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        found |= set(one.model_fields)
        todo += [each for field in one.model_fields.values() for each in models(field.annotation)]
    return found


def models(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from models(part)


def first_column(text: str, heading: str) -> list[str]:
    """Return the keys in the first columns of the tables under a heading."""
    section = re.split(r"^## ", text, flags=re.MULTILINE)
    (under,) = [each for each in section if each.startswith(f"{heading}\n")]
    return [
        key for row in re.findall(r"^\| ([^|]*`[^|]*)\|", under, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)
    ]


def test_the_page_on_manifests_has_every_key() -> None:
    text = TEXTS["docs/manifest.md"]
    there = keys(Portfolio)
    assert there - set(re.findall(r"\b\w+\b", " ".join([*code_spans(text), *(b.text for b in blocks(text))]))) == set()
    assert set(first_column(text, "Every key")) <= there


def test_the_tables_of_settings_and_policies_have_every_key_once() -> None:
    text = TEXTS["docs/policy.md"]
    assert sorted(first_column(text, "Configuration")) == sorted(Configuration.model_fields)
    assert sorted(first_column(text, "A policy")) == sorted(set(Profile.model_fields) - set(Configuration.model_fields))


def test_the_page_on_settings_says_which_have_no_variable() -> None:
    (without,) = re.findall(r"All keys but (.*) have a variable", TEXTS["docs/policy.md"])
    assert set(re.findall(r"`(\w+)`", without)) == set(Configuration.model_fields) - set(_FROM_ENVIRONMENT)
