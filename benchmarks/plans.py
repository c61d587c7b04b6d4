"""Portfolios to plan for, of any size and the same for the same seed."""

from datetime import date
from random import Random

from ksbcheck.domain.judgement import Against, Judgement
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import ClaimEntry, Evidence, Portfolio
from ksbcheck.domain.sign_off import SignOff
from ksbcheck.domain.standard import Requirement, Standard
from ksbcheck.engine.judge import judge

DAY = date(2026, 1, 31)
CLAIMS_A_PIECE = 6
GAPS = 8
"""One KSB in so many is not claimed at all."""


def judged(pieces: int, ksbs: int, duties: int, seed: int = 1) -> tuple[Judgement, Requirement]:
    """Return a judged portfolio of a standard of that size, with gaps and with every counting rung."""
    random = Random(seed)  # noqa: S311 - nothing secret about it
    codes = [f"K{number}" for number in range(1, ksbs + 1)]
    standard = Standard.model_validate(
        {
            "format": "ksbcheck-standard/1",
            "reference": "ST0000",
            "title": "Benchmark",
            "level": None,
            "version": "1.0",
            "options": [{"id": "all", "title": "All"}],
            "duties": [
                {
                    "number": number,
                    "text": "Do",
                    "options": [],
                    "mapping": "complete",
                    "ksbs": random.sample(codes, ksbs // 8),
                }
                for number in range(1, duties + 1)
            ],
            "ksbs": [{"code": code, "options": [], "text": code} for code in codes],
        }
    )
    claimed = [code for at, code in enumerate(codes) if at % GAPS]
    portfolio = Portfolio(
        format="ksbcheck-portfolio/1",
        standard="ST0000",
        version="1.0",
        option="all",
        evidence=tuple(_piece(number, claimed, duties, random) for number in range(1, pieces + 1)),
    )
    option = standard.options[0]
    judgement, _ = judge(Against(portfolio=portfolio, under=standard, option_id=option.id), Policy(), DAY)
    return judgement, standard.requirements[option.id]


def _piece(number: int, codes: list[str], duties: int, random: Random) -> Evidence:
    claims = []
    for code in random.sample(codes, CLAIMS_A_PIECE):
        signed = random.randrange(3)  # none, assessed, verified too
        sign_offs = {
            key: SignOff(by=by, on=DAY)
            for key, by in (("assessed", "A. Assessor"), ("verified", "Q. Assurer"))[:signed]
        }
        claims.append(ClaimEntry(ksb=code, **sign_offs))
    named = tuple(random.sample(range(1, duties + 1), 2))
    return Evidence(id=f"E{number:03}", date=DAY, duties=named, claims=tuple(claims))
