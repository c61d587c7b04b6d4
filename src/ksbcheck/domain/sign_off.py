"""A sign-off: a person's name and a day."""

from pydantic import Field

from ksbcheck.domain.model import IsoDate, Model, Name
from ksbcheck.domain.people import is_name


class SignOff(Model):
    """A sign-off of a claim: a name and a day. It counts only with both, and if the name is a person's."""

    by: Name | None = Field(default=None, examples=["A. Assessor"])
    """Who signs: a name, and not the learner's but in the learner's own declaration. An assessor isn't the verifier."""
    on: IsoDate | None = Field(default=None, examples=["2025-05-09"])
    """The day of it. Not in the future; an assessment is not before the evidence or the start."""

    @property
    def complete(self) -> bool:
        return self.on is not None and self.named

    @property
    def named(self) -> bool:
        """Whether it names a person: `TBC`, `assessor` and `the school` are no names."""
        return is_name(self.by)
