"""`ksbcheck scan`."""

import re
from pathlib import Path
from typing import Annotated

from ksbcheck.cli.library import complete_portfolios, complete_references
from ksbcheck.cli.options import Output, Pseudonymous, TableOrJson, take_argument, take_option
from ksbcheck.cli.run import progress_bar, show, stop, whole
from ksbcheck.domain.names import CODE_PATTERN, written_codes
from ksbcheck.inputs.evidence import OutlineCache, Outlines
from ksbcheck.reports.scan import as_text, document
from ksbcheck.tasks.scan import scan as scan_documents


def scan(
    path: Annotated[
        str, take_argument(metavar="FILE|FOLDER", autocompletion=complete_portfolios, help="A document, or a folder.")
    ],
    ksb: Annotated[str | None, take_option(metavar="CODE", help="Only this KSB, or these: K12, K1-K4.")] = None,
    standard: Annotated[
        str | None,
        take_option(
            metavar="REF",
            autocompletion=complete_references,
            help="The standard; by default that of the folder's manifest.",
        ),
    ] = None,
    show_format: TableOrJson = "table",
    pseudonymous: Pseudonymous = False,
    output: Output = None,
) -> None:
    """Scan documents: which KSBs each of them shows, lists or says not to show, and where.

    Needs no manifest. Only a KSB that is shown supports a claim. Exit status: 0 scanned; 2 it could not be.

    Example: ksbcheck scan evidence/ --standard ST1414
    """
    codes = written_codes(ksb.upper()) if ksb else ()
    if not all(map(re.compile(CODE_PATTERN).match, codes)):
        stop(f"{ksb!r} is no KSB; write a code, as in K12")
    if not Path(path).exists():
        stop(f"there is no {path}")
    with progress_bar("Reading documents") as progress, Outlines(OutlineCache.of_the_user(), progress) as documents:
        found = scan_documents(Path(path), documents, standard, codes, hide=pseudonymous)
    show(show_format, output, drafts=lambda: whole(document(found)), json=lambda: as_text(found))
