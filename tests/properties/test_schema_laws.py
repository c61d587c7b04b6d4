"""The schema accepts what the reader accepts, as ksbcheck itself would write it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from check_jsonschema.parsers.yaml import construct_yaml_implementation
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from ksbcheck.domain.finding import InputError
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.schemas.manifest import manifest_schema

VALIDATOR = Draft7Validator(manifest_schema(), format_checker=Draft7Validator.FORMAT_CHECKER)

# As written, without quotes: to an editor some of them are numbers, answers or nothing.
texts = st.sampled_from(
    ["Ann", "0012345", "12", "1.10", "1e3", "true", "off", "no", "12:30", "2025-03-04", '"x y"', ".inf"]
)
days = st.sampled_from(["2025-03-04", '"2025-03-04"', "2025-02-30", "20250304", "~", ""])
numbers = st.sampled_from(["5", '"15"', "20", "0", "1.0"])
codes = st.sampled_from(["K1", "S35", "B6", '"K47"'])
answers = st.sampled_from(["true", "yes", "no", '"false"', "on", "1", ""])
levels = st.sampled_from(["level_2", "entry_level_3", "level", "~"])


def mapping(needed: dict[str, st.SearchStrategy[str]], others: dict[str, st.SearchStrategy[str]]) -> Any:
    return st.fixed_dictionaries(needed, optional=others).map(
        lambda drawn: "{" + ", ".join(f"{key}: {value}" for key, value in drawn.items()) + "}"
    )


def several(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=3).map(lambda drawn: "[" + ", ".join(drawn) + "]") | st.just("~")


sign_offs = mapping({}, {"by": texts, "on": days})
outcomes = st.sampled_from(["met", "not_yet", "no", '""'])
seen = st.sampled_from(["{a.pdf: " + "0a" * 32 + "}", "{a.pdf: 0a}", "~", "a.pdf"])
decision = mapping({}, {"by": texts, "on": days, "decision": outcomes, "feedback": texts, "seen": seen})
decisions = decision | several(decision)
claims = mapping(
    {"ksb": codes},
    {
        "where": texts,
        "status": st.sampled_from(["planned", "claimed", "done", ""]),
        "assessed": decisions,
        "verified": decisions,
    },
)
pieces = mapping(
    {"id": texts},
    {
        "title": texts | st.just("~"),
        "type": st.sampled_from(["observation", "test", "~"]),
        "date": days,
        "length": st.sampled_from(["00:24:10", '"1:00:00"', "24:10"]),
        "files": several(texts),
        "duties": several(numbers),
        "ksbs": several(codes),
        "claims": several(claims),
        "assessed": decisions,
    },
)
achievements = mapping({}, {"level": levels, "qualification": texts, "on": days}) | st.just("~")
gateways = mapping(
    {},
    {
        "english": achievements,
        "early_years": mapping({}, {"works_in_early_years": answers, "on": days}),
        "declarations": mapping({}, {"learner": sign_offs}),
    },
)
shared = {
    "learner": mapping({}, {"name": texts, "id": texts}),
    "started": days,
    "prior": mapping({"framework": texts}, {"level": texts, "completed": days, "job_title": texts}),
    "policy": texts,
    "exceptions": several(mapping({"ksb": codes, "reason": texts, "by": texts, "until": days}, {"piece": texts})),
}
under_standards = st.fixed_dictionaries(
    {
        "format": st.just("ksbcheck-portfolio/1"),
        "standard": st.sampled_from(["ST1414", "mine.yaml", "ST0001", "12"]),
        "version": st.sampled_from(['"1.0"', "1.0"]),
        "option": st.sampled_from(["send", '"curriculum"']),
        "evidence": several(pieces),
    },
    optional={**shared, "gateway": gateways},
)
under_frameworks = st.fixed_dictionaries(
    {
        "format": st.just("ksbcheck-portfolio/1"),
        "framework": st.just("FR04171"),
        "level": st.sampled_from(["advanced", '"intermediate"']),
        "evidence": several(pieces),
    },
    optional={**shared, "job_title": texts},
)


@given(under_standards | under_frameworks)
def test_schema_accepts_what_the_reader_accepts(tmp_path: Path, keys: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in keys.items())
    path = tmp_path / "portfolio.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        read_manifest(path)
    except InputError:
        event("refused")
        return
    event("taken")
    assert list(messages(text)) == []


def messages(text: str) -> Iterator[str]:
    return (error.message for error in VALIDATOR.iter_errors(construct_yaml_implementation().load(text)))
