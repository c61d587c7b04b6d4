"""Tables: questions of the manual about all apprentices in England, and other tools at counting what a cohort lacks."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb
import yaml

from benchmarks.cohort import ENGLAND, measure, write_lines
from ksbcheck.engine.tables import COLUMNS

STANDARDS, REQUIRED = 700, 70
COHORT = 2_000
_ROOT = Path(__file__).parents[1]
_ASKED = ("Who needs help?", "Which KSBs do the learners of each tutor lack?")
_PORTFOLIO = {
    "portfolio": "printf('cohort/%07d', n)",
    "version": "'1.0'",
    "learner": "'Learner ' || n",
    "standing": "CASE WHEN hash(n) % 10 = 0 THEN 'help' ELSE 'working' END",
    "reasons": "['nothing 13 weeks']",
    "weeks": "n % 30",
    "missing": f"[printf('K%d', k) FOR k IN range(1, {REQUIRED} + 1) IF hash(n, k) % 4 = 0]",
    "attributes": "MAP {'tutor': 'Tutor ' || n // 30}",
}
_KSB_STATUS = {
    "portfolio": _PORTFOLIO["portfolio"],
    "version": "'1.0'",
    "ksb": "printf('K%d', k)",
    "status": "CASE WHEN hash(n, k) % 4 = 0 THEN 'missing' ELSE 'met' END",
    "pieces": "hash(n, k) % 4",
}
_LACK = """
SELECT ksb, (SELECT count(*) FROM lines) - count(*) FROM (
    SELECT DISTINCT learner.id, unnest(list_concat(evidence.ksbs, [claim.ksb FOR claim IN evidence.claims])) AS ksb
    FROM (SELECT learner, unnest(evidence) AS evidence FROM lines)) GROUP BY ksb
"""
_MANIFEST = {"learner": "STRUCT(id VARCHAR)", "evidence": "STRUCT(ksbs VARCHAR[], claims STRUCT(ksb VARCHAR)[])[]"}


def roll_up(folder: Path, portfolios: int = ENGLAND) -> None:
    """Make tables by DuckDB alone, and print how long it takes to answer questions by them."""
    db = duckdb.connect(config={"memory_limit": "3GB", "threads": 2, "temp_directory": str(folder / "spill")})
    start = perf_counter()
    for table, given, times in (("portfolio", _PORTFOLIO, 1), ("ksb_status", _KSB_STATUS, REQUIRED)):
        values = (f'({given.get(name, "NULL")})::{kind} AS "{name}"' for name, kind in COLUMNS[table].items())
        parts = f"'ST' || lpad((n * {STANDARDS} // {portfolios})::VARCHAR, 4, '0') AS standard, 'core' AS option"
        rows = f"FROM range({portfolios}) AS a (n), range(1, {times} + 1) AS b (k)"
        target = f"TO '{folder}/{table}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (standard, option))"
        db.execute(f"COPY (SELECT {parts}, {', '.join(values)} {rows}) {target}")
    made, size = perf_counter() - start, sum(file.stat().st_size for file in folder.rglob("*.parquet")) / 2**20
    print(
        f"Generated tables: {portfolios:,} portfolios, {STANDARDS} standards, {portfolios * REQUIRED:,} rows of KSBs."
    )
    print(f"  {size:,.0f} MiB in {made:.0f} s. DuckDB with two threads and at most 3 GB of memory:")
    for heading in _ASKED:
        asked = documented(heading).replace("cohort.parquet/", f"{folder}/")
        start = perf_counter()
        found = len(db.sql(asked))
        print(f"  {heading:62} {perf_counter() - start:6.1f} s, {found:,} rows")


def documented(heading: str) -> str:
    """Return the SQL under a heading of the manual."""
    page = (_ROOT / "docs/tables.md").read_text(encoding="utf-8")
    return page.partition(f"## {heading}\n")[2].partition("```sql\n")[2].partition(";\n```")[0]


def compare_tools(folder: Path, codes: tuple[str, ...], number: int = COHORT) -> None:
    """Print what it takes to count which KSBs learners lack, by several tools; all have to count the same."""
    lines = write_lines(folder / "lines.jsonl", codes, number)
    manifests = [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
    (folder / "yaml").mkdir()
    for at, each in enumerate(manifests):
        (folder / f"yaml/{at:05}.yaml").write_text(yaml.dump(each, Dumper=yaml.CSafeDumper), encoding="utf-8")
    write_csv(folder / "list.csv", [("path",), *((f"yaml/{at:05}.yaml",) for at in range(number))])
    claims = ((each["learner"]["id"], code) for each in manifests for code in claimed(each))
    write_csv(folder / "claims.csv", [("learner", "ksb"), *claims])
    tools: dict[str, Callable[[], dict[str, int]]] = {
        "naive script: CSafeLoader and dicts, YAML": lambda: naive(folder / "yaml"),
        "DuckDB over JSON Lines": lambda: by_duckdb(lines),
    }
    if find_spec("pandas"):
        tools["pandas over a CSV of claims, which somebody has made"] = lambda: by_pandas(folder / "claims.csv", number)
    print(f"Which KSBs {number:,} learners lack, in ms of a processor per manifest; one run each.")
    expected = naive(folder / "yaml")
    taken = {}
    for name, tool in tools.items():
        start = process_time()
        found = tool()
        taken[name] = process_time() - start
        assert found == expected, name  # noqa: S101 - a comparison of unequal things would mean nothing
    for name, path in (("ksbcheck, all rules, YAML", folder / "list.csv"), ("ksbcheck, all rules, JSON Lines", lines)):
        taken[name] = measure(path, "--jobs", "1", "--no-cache").processors
        rows = (folder / "cohort.jsonl").read_text("utf-8").splitlines()
        missing = Counter(code for row in rows for code in json.loads(row)["missing"])
        assert missing == expected, name  # noqa: S101 - as above
    ours = taken["ksbcheck, all rules, YAML"]
    for name, seconds in sorted(taken.items(), key=lambda each: each[1]):
        ahead = "   ahead of ksbcheck with YAML" if seconds < ours else ""
        print(f"  {name:62} {1000 * seconds / number:6.2f}{ahead}")
    print("  Only ksbcheck judges: dates, sign-offs, mistakes. The others count what is written.")


def write_csv(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """Write a list."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def claimed(manifest: dict[str, Any]) -> set[str]:
    """Return the codes that a manifest claims."""
    short = {code for piece in manifest["evidence"] for code in piece.get("ksbs", ())}
    return short | {claim["ksb"] for piece in manifest["evidence"] for claim in piece.get("claims", ())}


def naive(folder: Path) -> dict[str, int]:
    """Count by a script of ten lines."""
    needed, has = 0, Counter[str]()
    for path in folder.glob("*.yaml"):
        with path.open(encoding="utf-8") as file:
            has.update(claimed(yaml.load(file, Loader=yaml.CSafeLoader)))
        needed += 1
    return {code: needed - by for code, by in has.items() if by < needed}


def by_duckdb(lines: Path) -> dict[str, int]:
    """Count by one query."""
    with duckdb.connect(config={"threads": 1}) as db:
        db.read_json(str(lines), columns=_MANIFEST, format="newline_delimited").create_view("lines")
        return {code: lack for code, lack in db.execute(_LACK).fetchall() if lack}


def by_pandas(claims: Path, learners: int) -> dict[str, int]:
    """Count by a data frame."""
    has = import_module("pandas").read_csv(claims).groupby("ksb")["learner"].nunique()
    return {code: learners - by for code, by in has.items() if by < learners}
