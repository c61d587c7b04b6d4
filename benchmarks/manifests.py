"""Manifests like real ones, the same for the same seed."""

from random import Random

PIECES = 20
CLAIMS_A_PIECE = 5
TITLES = (
    "Phonics intervention plan",
    "Observation of a small group",
    "Case notes: reading support",
    "Team meeting, minutes",
)
TYPES = ("work_product", "observation", "witness_testimony", "reflective_account", "professional_discussion")


def manifest(codes: tuple[str, ...], pieces: int = PIECES, seed: int = 1) -> str:
    """Return a manifest of so many pieces with five claims each on the codes; two pieces in five use the short form."""
    random = Random(seed)  # noqa: S311 - nothing secret about it
    lines = [
        "format: ksbcheck-portfolio/1",
        "standard: ST1414",
        'version: "1.0"',
        "option: send",
        'learner: {name: Bea Benchmark, id: "0012345"}',
        "started: 2025-01-13",
        "evidence:",
    ]
    for number in range(1, pieces + 1):
        lines += _piece(number, random.sample(codes, CLAIMS_A_PIECE), random)
    return "\n".join(lines) + "\n"


def _piece(number: int, codes: list[str], random: Random) -> list[str]:
    month = f"2025-{random.randint(2, 9):02}"
    lines = [
        f"  - id: E{number:02}",
        f'    title: "{random.choice(TITLES)}, no. {number}"',
        f"    type: {random.choice(TYPES)}",
        f"    date: {month}-04",
        f"    files: [evidence/E{number:02}.pdf, evidence/E{number:02}-notes.docx]",
        f"    duties: [{random.randint(1, 14)}, 15]",
    ]
    if number % 5 < 2:  # noqa: PLR2004 - two in five
        return [*lines, f"    ksbs: [{', '.join(codes)}]", f"    assessed: {_signed('A. Assessor', month, 9)}"]
    lines.append("    claims:")
    for code in codes:
        signed = f", assessed: {_signed('A. Assessor', month, 9)}" if random.random() < 0.6 else ""  # noqa: PLR2004
        signed += f", verified: {_signed('Q. Assurer', month, 20)}" if signed and random.random() < 0.5 else ""  # noqa: PLR2004
        lines.append(f"      - {{ksb: {code}, where: p. {random.randint(1, 9)}{signed}}}")
    return lines


def _signed(by: str, month: str, day: int) -> str:
    # In quotes, because to a YAML 1.1 loader, with which we compare, a plain `on` is a boolean.
    return f'{{by: {by}, "on": {month}-{day:02}}}'
