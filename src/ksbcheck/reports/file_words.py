"""What there is to see at a glance of a portfolio's folder, in words."""

from collections import Counter
from collections.abc import Iterator

from ksbcheck.domain.report import Files
from ksbcheck.domain.seal import Sealed
from ksbcheck.domain.text import counted_noun
from ksbcheck.domain.trace import Cited

_CITED = {
    Cited.THERE: "where they say",
    Cited.ELSEWHERE: "elsewhere",
    Cited.LISTED: "only in a list",
    Cited.NOWHERE: "nowhere",
    None: "not known",
}


def file_facts(files: Files | None) -> Iterator[tuple[str, str]]:
    """Yield names and values; nothing of a folder that was not looked into."""
    if files is None:
        return
    more = f"; {len(files.unclaimed)} more in the folder" if files.unclaimed else ""
    yield "Files", f"{len(files.named)} named, {len(files.claimed)} there, {len(files.read)} read{more}"
    if files.traces:
        yield "Citations", _cited(files)
    if files.folder.sealed:
        yield "Sealed", _sealed(files.folder.sealed)


def _cited(files: Files) -> str:
    """Return how many claims have their KSB cited in the evidence, and where."""
    counts = Counter(trace.cited for trace in files.traces)
    standing = ", ".join(f"{counts[cited]} {wording}" for cited, wording in _CITED.items() if counts[cited])
    return f"{counted_noun(len(files.traces), 'claim')}: {standing}"


def _sealed(sealed: Sealed) -> str:
    by = f" by {sealed.seal.by}" if sealed.seal.by else ""
    if sealed.changes:
        return f"on {sealed.seal.on}{by}; CHANGED since: {len(sealed.changes.in_words())}"
    if sealed.changes.not_known:
        return f"on {sealed.seal.on}{by}; {len(sealed.changes.not_known)} can't be read to tell"
    left_out = f", but for {len(sealed.seal.not_sealed)} not sealed" if sealed.seal.not_sealed else ""
    return f"on {sealed.seal.on}{by}; unchanged since{left_out}"
