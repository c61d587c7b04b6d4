"""The request of a check, and its inputs."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from ksbcheck.domain.policy import Policy
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.manifest import Manifest
from ksbcheck.inputs.resolve import Resolved
from ksbcheck.inputs.settings import Overrides, Setup


class CheckRequest(NamedTuple):
    """The settings and the day of a check, and what to check.

    Without `documents` the manifest is checked alone. `option` replaces the manifest's, as a "what if"; `method` limits
    the check to the KSBs of one assessment method. `text` is the manifest's in an editor, in place of the file's.
    """

    settings: Overrides
    day: date
    documents: Outlines | None = None
    option: str | None = None
    method: str | None = None
    text: str | None = None


class Inputs(NamedTuple):
    """The inputs of a check, besides the folder."""

    setup: Setup
    manifest: Manifest
    against: Resolved
    policy: Policy

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that judge the portfolio, and so are no evidence."""
        policy = Path(self.policy.file) if self.policy.file else None
        return tuple(filter(None, (self.against.file, policy, self.setup.file, self.against.assessment_file)))
