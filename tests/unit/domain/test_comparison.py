import pytest

from ksbcheck.domain.comparison import Change, KsbChange
from ksbcheck.domain.coverage import KsbCoverage, KsbStatus
from ksbcheck.domain.ladder import Rung

MET, THIN, MISSING = KsbStatus.MET, KsbStatus.THIN, KsbStatus.MISSING
CLAIMED, ASSESSED, PLANNED = Rung.CLAIMED, Rung.ASSESSED, Rung.PLANNED


def ksb(status: KsbStatus, met_rung: Rung | None, rung: Rung | None) -> KsbCoverage:
    return KsbCoverage("K1", status, rung, met_rung, (), (), ())


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (ksb(MISSING, None, None), ksb(MISSING, None, None), Change.SAME),
        (ksb(MISSING, None, None), ksb(MET, CLAIMED, CLAIMED), Change.CLOSED),
        (ksb(MISSING, PLANNED, PLANNED), ksb(MET, CLAIMED, CLAIMED), Change.CLOSED),
        (ksb(THIN, None, CLAIMED), ksb(MET, CLAIMED, CLAIMED), Change.CLOSED),
        (ksb(MISSING, None, None), ksb(MISSING, PLANNED, PLANNED), Change.MOVED_UP),
        (ksb(MISSING, None, None), ksb(THIN, None, CLAIMED), Change.MOVED_UP),
        (ksb(MET, CLAIMED, CLAIMED), ksb(MET, ASSESSED, ASSESSED), Change.MOVED_UP),
        (ksb(MET, CLAIMED, CLAIMED), ksb(MET, CLAIMED, ASSESSED), Change.MOVED_UP),
        (ksb(THIN, PLANNED, ASSESSED), ksb(MET, CLAIMED, CLAIMED), Change.CLOSED),
        (ksb(THIN, None, ASSESSED), ksb(THIN, PLANNED, CLAIMED), Change.MOVED_UP),
    ],
)
def test_comparison_changes_are_exclusive_and_symmetric(
    before: KsbCoverage, after: KsbCoverage, change: Change
) -> None:
    turned = {Change.CLOSED: Change.OPENED, Change.MOVED_UP: Change.MOVED_DOWN, Change.SAME: Change.SAME}
    assert KsbChange(before, after).change is change
    assert KsbChange(after, before).change is turned[change]
