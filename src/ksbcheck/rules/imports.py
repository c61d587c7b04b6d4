"""KSB519 to KSB526: what readers find in a standard of another format. They write the messages themselves.

An error means that the standard is unusable; with a warning it is imported, and says less, or something else, than it
seems to.
"""

from ksbcheck.domain.ladder import Severity
from ksbcheck.rules.rule import Stage, rule


@rule("KSB519", Severity.ERROR, Stage.INPUT)
def unusable_value() -> None:
    """A value of a standard's official data is missing or of the wrong type.

    Why it matters: what is required would have to be guessed. The standard is left out of the import, and all others
    are imported.

    How to fix: download the data again, or correct the value named. What a page or a spreadsheet doesn't say of itself,
    such as its reference, is said on the command line.
    """


@rule("KSB520", Severity.WARNING, Stage.INPUT)
def mapped_id_unknown() -> None:
    """A duty of an official standard is mapped to something that the standard doesn't have.

    Why it matters: the duty needs more than can be told, so that its mapping is partial, or none if nothing is left.

    How to fix: ask whoever publishes the data; until then look the duty up on the standard's page.
    """


@rule("KSB521", Severity.WARNING, Stage.INPUT)
def option_titles_alike() -> None:
    """Two options of a standard have the same title.

    Why it matters: manifests name an option by an id made from its title, and these can be told apart by a number only.

    How to fix: look which duties belong to each (`ksbcheck standard show`), and name the right one in the manifest.
    """


@rule("KSB522", Severity.WARNING, Stage.INPUT)
def id_twice() -> None:
    """Two things of an official standard have the same id.

    Why it matters: a duty mapped to that id may need either of them. It is imported as needing both, so that nothing is
    left out.

    How to fix: ask whoever publishes the data, and correct the duty's mapping in the imported file.
    """


@rule("KSB523", Severity.WARNING, Stage.INPUT)
def differs_from_library() -> None:
    """What is imported says something else than the same standard in the library.

    Why it matters: nothing printed is silently replaced. Where the two differ, what the library holds as printed stays,
    and what it had only inferred gives way; each difference is listed.

    How to fix: look at both, and correct the imported file where the library is wrong.
    """


@rule("KSB524", Severity.WARNING, Stage.INPUT)
def source_does_not_say() -> None:
    """The source of an imported standard doesn't say something that a check needs.

    Why it matters: what isn't known is never guessed. The imported file marks it, and reports say that it isn't known.

    How to fix: complete the standard from the official data, or by hand in the imported file.
    """


@rule("KSB525", Severity.WARNING, Stage.INPUT)
def not_current() -> None:
    """An imported standard is not approved for delivery: withdrawn, retired, or only in development.

    Why it matters: no apprentice can start on it, though some may still be finishing under it.

    How to fix: nothing, if the learner's manifest means this version; else import the version that is approved.
    """


@rule("KSB526", Severity.WARNING, Stage.INPUT)
def official_sources_disagree() -> None:
    """The two official sources give different codes to the same statement, or different statements to a code.

    Why it matters: the standards' data has no codes, so that they are counted; the occupational maps print them. A
    claim on K9 could mean either statement.

    How to fix: see which code the standard's page prints, and correct the imported file.
    """
