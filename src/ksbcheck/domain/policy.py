"""What counts, and what fails."""

from typing import Annotated

from pydantic import AfterValidator, Field

from ksbcheck.domain.ladder import COUNTING_RUNGS, Rung, Severity
from ksbcheck.domain.model import Model


def _counting(rung: Rung) -> Rung:
    if rung not in COUNTING_RUNGS:
        raise ValueError(f"{rung} claims never count as evidence; count at {', '.join(map(str, COUNTING_RUNGS))}")
    return rung


class Policy(Model):
    """The rung that counts, how many pieces a KSB needs there, and the lowest severity that fails a check.

    With `duty_context`, a KSB counts for a duty only through evidence that names that duty. `max_file_mib` is the size
    of the largest file that a folder may have, `max_files` how many it may have.
    """

    rung: Annotated[Rung, AfterValidator(_counting)] = Rung.CLAIMED
    min_pieces: Annotated[int, Field(ge=1)] = 1
    duty_context: bool = False
    fail_on: Severity = Severity.ERROR
    max_file_mib: Annotated[int, Field(ge=1)] = 250
    max_files: Annotated[int, Field(ge=1)] = 500
