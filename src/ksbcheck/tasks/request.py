"""What is asked of a check, and what is read for it."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.policy import Policy
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.settings import Overrides, Setup


class CheckRequest(NamedTuple):
    """What is asked of a check: by which settings, and as of which day.

    Without `documents` the manifest is checked alone. `option` asks "what if" of another option than the manifest's;
    with `method`, only the KSBs are judged that this method of the assessment plan assesses. `text` is the manifest's
    in an editor, in place of the file's.
    """

    settings: Overrides
    day: date
    documents: Outlines | None = None
    option: str | None = None
    method: str | None = None
    text: str | None = None


class Inputs(NamedTuple):
    """What was read for a check, besides the folder."""

    setup: Setup
    manifest: Manifest
    against: Resolved
    policy: Policy

    @property
    def files(self) -> tuple[Path, ...]:
        """The files by which the portfolio is judged, which are no evidence."""
        policy = Path(self.policy.file) if self.policy.file else None
        return tuple(filter(None, (self.against.file, policy, self.setup.file, self.against.assessment_file)))
