"""Laws of claims and decisions written into the examples' manifests: nothing else changes."""

import re
from difflib import SequenceMatcher

from hypothesis import given
from hypothesis import strategies as st

from ksbcheck.domain.names import written_codes
from ksbcheck.inputs.document import Document, parse_document, read_document
from ksbcheck.inputs.entries import Entry, entries_of, set_claims
from tests.conftest import ROOT
from tests.properties.strategies import CODES

MANIFESTS = tuple(map(read_document, sorted(ROOT.glob("examples/*/portfolio.yaml"))))
COMMENT = re.compile(r"(?:^|\s)#.*")
decisions = st.fixed_dictionaries(
    {"by": st.sampled_from(["A. Assessor", "Ann: O'Neil", "no"]), "on": st.just("2026-11-01")},
    optional={"decision": st.just("not_yet"), "feedback": st.text(min_size=1, max_size=20)},
)
entries = st.one_of(
    st.just({}), st.none(), st.fixed_dictionaries({}, optional={"where": st.sampled_from(["p. 2", "§ A: b"]), "assessed": decisions})
)  # fmt: skip
claims = st.dictionaries(st.sampled_from(CODES), entries, min_size=1, max_size=4)


def claimed(piece: Entry) -> dict[str, Entry]:
    """Return the claims of a piece by code, the short ones empty."""
    short = [code for item in piece.get("ksbs") or () for code in written_codes(item)]
    return {key: {} for key in short} | {written_codes(each["ksb"])[0]: each for each in piece.get("claims") or ()}


@given(st.data())
def test_claims_leave_everything_else_as_written(data: st.DataObject) -> None:
    before: Document = data.draw(st.sampled_from(MANIFESTS))
    line_end = data.draw(st.sampled_from(["\n", "\r\n"]))
    before = parse_document(before.path, before.text.replace("\n", line_end))
    pieces = entries_of(before)["evidence"]
    index = data.draw(st.integers(0, len(pieces) - 1))
    changes = data.draw(claims)
    after = set_claims(before, {index: changes})

    now = entries_of(after)["evidence"]
    assert [each for at, each in enumerate(now) if at != index] == [
        each for at, each in enumerate(pieces) if at != index
    ]
    was, became = claimed(pieces[index]), claimed(now[index])
    for code, entry in changes.items():
        expected = None if entry is None else {**was.get(code, {}), **({"ksb": code, **entry} if entry else {})}
        assert became.get(code) == expected
    assert {key: value for key, value in became.items() if key not in changes} == {
        key: value for key, value in was.items() if key not in changes
    }
    assert after.text.count("\r") == (after.text.count("\n") if line_end == "\r\n" else 0)

    old, new = before.text.splitlines(), after.text.splitlines()
    start = next(at for at, line in enumerate(old) if re.match(rf"\s*- id: {pieces[index]['id']}\s*(#|$)", line))
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            assert start < first
            gone = {found[0].strip() for line in old[first:last] for found in [COMMENT.search(line)] if found}
            kept = "\n".join(new[begin:end])
            assert all(comment in kept for comment in gone) or None in changes.values()
