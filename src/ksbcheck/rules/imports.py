"""KSB519 to KSB526 and KSB533 to KSB536: what readers find in a standard of another format, in messages of their own.

An error means that the standard is unusable; with a warning it is imported, and says less, or something else, than it
seems to.
"""

from ksbcheck.domain.ladder import Severity
from ksbcheck.rules.rule import Stage, rule


@rule("KSB519", Severity.ERROR, Stage.INPUT)
def unusable_value() -> None:
    """A value of a standard's official data is missing or of the wrong type.

    Why it matters: the requirements would have to be guessed. This standard is not imported; all others are.

    How to fix: download the data again, or correct the value named. Give what a page or spreadsheet does not state,
    such as the reference, on the command line.
    """


@rule("KSB520", Severity.WARNING, Stage.INPUT)
def mapped_id_unknown() -> None:
    """A duty of an official standard is mapped to an unknown statement.

    Why it matters: one of the KSBs that the duty needs can't be identified, so its mapping is marked as partial, or as
    none if no KSB is left.

    How to fix: ask the publisher of the data. Until then, look the duty up on the standard's page.
    """


@rule("KSB521", Severity.WARNING, Stage.INPUT)
def option_titles_alike() -> None:
    """Two options of a standard have the same title.

    Why it matters: a manifest names an option by an id made from its title, and these ids differ by a number only.

    How to fix: check which duties belong to each option (`ksbcheck standard show`), and name the right one in the
    manifest.
    """


@rule("KSB522", Severity.WARNING, Stage.INPUT)
def id_twice() -> None:
    """Two items of an official standard have the same id.

    Why it matters: a duty mapped to that id may need either item. It is imported as needing both, so that nothing is
    left out.

    How to fix: ask the publisher of the data, and correct the duty's mapping in the imported file.
    """


@rule("KSB523", Severity.WARNING, Stage.INPUT)
def differs_from_library() -> None:
    """An imported standard differs from the same standard in the library.

    Why it matters: printed text is never silently replaced. Printed values in the library stay, and inferred values are
    replaced. Each difference is listed.

    How to fix: compare the two, and correct the imported file where the library is wrong.
    """


@rule("KSB524", Severity.WARNING, Stage.INPUT)
def source_does_not_say() -> None:
    """The source of an imported standard lacks something that a check needs.

    Why it matters: missing facts are never guessed. The imported file marks them, and reports show them as unknown.

    How to fix: complete the standard from the official data, or by hand in the imported file.
    """


@rule("KSB525", Severity.WARNING, Stage.INPUT)
def not_current() -> None:
    """An imported standard is withdrawn, retired, still in development, or closed to new starts.

    Why it matters: no apprentice can start on it, though some may still finish under it.

    How to fix: nothing, if the learner is on this version. Otherwise import the approved version.
    """


@rule("KSB526", Severity.WARNING, Stage.INPUT)
def official_sources_disagree() -> None:
    """The official sources use different codes for a statement, or one code for different statements.

    Why it matters: the standards' data has no codes, so ksbcheck counts the statements; the occupational maps print
    codes. A claim on K9 could mean either statement.

    How to fix: look up the code on the standard's page, and correct the imported file.
    """


@rule("KSB533", Severity.ERROR, Stage.INPUT)
def statement_left_out() -> None:
    """A statement of an imported standard is left out, because its code or its text can't be read.

    Why it matters: without it a learner could seem to have everything. The imported file says that it is incomplete,
    and no portfolio is checked by it (KSB921).

    How to fix: correct the cell or the line, and import again.
    """


@rule("KSB535", Severity.NOTE, Stage.INPUT)
def fields_left_out() -> None:
    """Official data has fields that are not kept.

    Why it matters: a standard's file has a place only for what a check or a reader of the standard needs.

    How to fix: nothing. Look these fields up in the data, or on the standard's page.
    """


@rule("KSB536", Severity.WARNING, Stage.INPUT)
def no_statements_yet() -> None:
    """Records of official data have no knowledge, skills or behaviours yet, and are not imported.

    Why it matters: nothing can be claimed under such a standard, which may be in development.

    How to fix: nothing, unless a learner is on it. Then import its page, or download the data again later.
    """
