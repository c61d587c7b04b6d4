"""From a portfolio and another version of its standard to the manifest as it would be."""

from pathlib import Path

from ksbcheck.domain.migration import Proposal
from ksbcheck.engine.migrate import migrate, rewrite_manifest
from ksbcheck.engine.standard_diff import compare_standards
from ksbcheck.tasks.move_claims import edited, option_gone, read_for_migration, write_over
from ksbcheck.tasks.pin import with_mark


def propose(path: Path, version: str, file: Path | None) -> Proposal:
    """Return what would become of a portfolio in another version of its standard. Nothing is written.

    `file` holds the standard in that version, unless it is in the library.

    Raises:
        InputError: the manifest or a standard can't be read, the standard has no such version, the option is not there
            any more, claims are suspect already, or the manifest can't be edited safely.
    """
    moving = read_for_migration(path, version, file)
    resolved = moving.resolved
    migration = migrate(resolved.portfolio, compare_standards(resolved.standard, moving.new))
    if migration is None:
        raise option_gone(moving)
    after = moving.text
    if not moving.is_there_already:
        meant = rewrite_manifest(moving.value, migration, moving.heading(migration.new_option.id))
        after = with_mark(moving.document.path, edited(moving, migration, meant))
    return Proposal(
        moving.document.path, migration, moving.text, after, (resolved.file, moving.new_file), moving.stays_behind
    )


def write(proposal: Proposal) -> None:
    """Write what was proposed into the manifest, whole or not at all.

    Raises:
        InputError: it can't be written, or the manifest has changed since it was read.
    """
    write_over(proposal.path, proposal.before, proposal.after)
