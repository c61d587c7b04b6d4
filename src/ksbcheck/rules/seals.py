"""Rules about the seal (KSB622-624)."""

from collections.abc import Iterator

from ksbcheck.domain.finding import Hit, NotChecked
from ksbcheck.domain.folder import within
from ksbcheck.domain.ladder import Severity
from ksbcheck.domain.seal import SEAL_NAME
from ksbcheck.domain.text import first_few, listed
from ksbcheck.rules.case import FolderCase
from ksbcheck.rules.rule import Stage, rule


@rule("KSB622", Severity.ERROR, Stage.FILES)
def changed_since_sealed(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """The folder has changed since it was sealed.

    Why it matters: a seal records the folder on one day, for instance when it was assessed. Later changes have not been
    assessed.

    How to fix: restore the files. If the changes are meant, have them checked, and seal the folder again: `ksbcheck
    seal FOLDER --replace`.
    """
    sealed = case.folder.sealed
    if sealed is None:
        return
    if sealed.changes.not_known:
        yield NotChecked(
            f"whether these have changed since the folder was sealed: {first_few(sealed.changes.not_known)}"
        )
    for change in sealed.changes.in_words():
        remedy = "Restore the file, or have the change checked and seal again (--replace)."
        yield Hit(f"since the folder was sealed on {sealed.seal.on}, {change}", remedy, file=SEAL_NAME)


@rule("KSB623", Severity.ERROR, Stage.FILES)
def changed_after_assessment(case: FolderCase) -> Iterator[Hit | NotChecked]:
    """A file was changed after a claim on it was assessed.

    Why it matters: the assessor signed off the earlier content. The new content has not been assessed.

    How to fix: restore the sealed file, or have the claims assessed again.
    """
    sealed = case.folder.sealed
    if sealed is None:
        if any(claim.signatures.assessed for claim in case.case.claims):
            yield NotChecked("changes to files since they were assessed: there is no readable seal (`ksbcheck seal`)")
        return
    changed: dict[str, list[str]] = {}
    for piece, name, result, _ in case.named_files:
        if (result.file.name if result.file else within(name)) in sealed.changes.gone:
            changed.setdefault(piece.id, []).append(name)
    assessed: dict[int, list[str]] = {}
    for claim in case.case.claims:
        sign_off = claim.rests_on[0]
        if claim.piece.id in changed and sign_off and sign_off.on and sign_off.on <= sealed.seal.on:
            assessed.setdefault(claim.piece_index, []).append(claim.code)
    for index, codes in assessed.items():
        name = case.case.portfolio.evidence[index].id
        message = f"{name}: {listed(changed[name])} changed after {listed(dict.fromkeys(codes))} had been assessed"
        yield Hit(message, "Restore the file, or have the claims assessed again.", ("evidence", index, "files"))


@rule("KSB624", Severity.ERROR, Stage.INPUT)
def unreadable_seal() -> None:
    """The seal of the folder can't be read.

    Why it matters: changes since the folder was sealed can't be found.

    How to fix: restore the seal that `ksbcheck seal` wrote. Without a copy, have the folder checked, delete the seal
    and seal the folder again.
    """
