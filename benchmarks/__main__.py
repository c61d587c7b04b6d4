"""`make bench`: speed as ratios within one run, because machines differ and are noisy.

Two things are timed in turn, round after round, and the median of the rounds' ratios is printed with the lowest and
highest.
"""

import compileall
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import yaml

from benchmarks.cluster import compare_cluster
from benchmarks.cohort import compare_cohorts
from benchmarks.extract import extract
from benchmarks.folders import benchmark_folder
from benchmarks.manifests import manifest
from benchmarks.plans import judged
from benchmarks.tables import compare_tools, roll_up
from ksbcheck.domain.claim import list_claims
from ksbcheck.domain.judgement import Against
from ksbcheck.domain.policy import Policy
from ksbcheck.domain.portfolio import Portfolio
from ksbcheck.domain.report import Report
from ksbcheck.domain.standard import Standard
from ksbcheck.engine.cover import cover
from ksbcheck.engine.judge import judge, sights_of
from ksbcheck.engine.plan import plan
from ksbcheck.formats import DocumentFormat, render
from ksbcheck.formats import html as report_html
from ksbcheck.inputs.evidence import Outlines
from ksbcheck.inputs.folder import read_folder
from ksbcheck.inputs.library import find_standard
from ksbcheck.inputs.manifest import read_manifest
from ksbcheck.inputs.settings import Overrides
from ksbcheck.inputs.standard_file import load_standard
from ksbcheck.reports import json as report_json
from ksbcheck.tasks.check import CheckRequest, check
from tests.official import many

ROUNDS = 41
STARTS = 21
STANDARDS = 800
ROOT = Path(__file__).parents[1]
POLICY = Policy()
DAY = date(2026, 1, 31)


def main() -> None:
    """Run all comparisons."""
    gc.set_threshold(100_000)  # as the program does
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portfolio.yaml"
        reading(path)
        sheets(path)
        planning()
        start_up(path)
        phases(path)
        documents(Path(folder) / "portfolio")
        pdf(Path(folder))
        pages(path)
        libraries(Path(folder))
        cohorts(Path(folder))
        compare_cluster()


def reading(path: Path) -> None:
    """Compare reading, validating and covering a manifest with the same by other means."""
    _, standard = find_standard("ST1414")
    option = standard.options[0]
    requirement = standard.requirements[option.id]
    text = manifest(tuple(ksb.code for ksb in requirement.ksbs))
    path.write_text(text, encoding="utf-8")

    def ours() -> object:
        portfolio = read_manifest(path).portfolio
        return cover(requirement, list_claims(portfolio, DAY, sights_of(portfolio)), POLICY)

    def with_rules() -> object:
        portfolio = read_manifest(path).portfolio
        return judge(Against(portfolio=portfolio, under=standard, option_id=option.id), POLICY, DAY)

    def c_loader() -> object:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        portfolio = Portfolio.model_validate(raw)
        return cover(requirement, list_claims(portfolio, DAY, sights_of(portfolio)), POLICY)

    def events() -> None:
        parser = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        while parser.get_event() is not None:
            pass

    assert ours() == c_loader()  # noqa: S101 - a comparison of unequal things would mean nothing
    print(f"A manifest of {len(text):,} bytes, 20 pieces, 100 claims; {ROUNDS} rounds.")
    compare("CSafeLoader + models + coverage / read + models + coverage", c_loader, ours, "at least 1.8")
    compare("read + models + coverage / C event parse alone", ours, events, "at most 1.7")
    compare("the same with all rules / C event parse alone", with_rules, events, "not set")


def sheets(path: Path) -> None:
    """Compare writing the report as a workbook, as CSV and as Markdown with reading and judging the portfolio."""
    _, standard = find_standard("ST1414")
    option = standard.options[0]

    def judged() -> Report:
        portfolio = read_manifest(path).portfolio
        judgement, findings = judge(Against(portfolio=portfolio, under=standard, option_id=option.id), POLICY, DAY)
        return Report("portfolio", POLICY, findings, judgement)

    report = judged()

    def written(document: DocumentFormat) -> Callable[[], object]:
        return lambda: render(document, [report])

    print(f"The report on that portfolio; {ROUNDS} rounds.")
    for document, aim in (
        (DocumentFormat.XLSX, "at most 8"),
        (DocumentFormat.CSV, "at most 1.5"),
        (DocumentFormat.MARKDOWN, "at most 4"),
    ):
        compare(f"writing it as .{document.value} / read and judge", written(document), judged, aim)


def planning() -> None:
    """Compare planning what to do next with covering the same portfolio, up to the size of any real one."""
    print(f"Plans; {ROUNDS} rounds.")
    for label, size, aim in (
        ("20 pieces, 70 KSBs", (20, 70, 20), "at most 8"),
        ("60 pieces, 120 KSBs", (60, 120, 40), "at most 15"),
        ("200 pieces, 120 KSBs", (200, 120, 40), "at most 40"),
    ):
        judgement, requirement = judged(*size)
        made = plan(judgement, POLICY)
        proven = "" if made.enough.proven and made.new.proven else ", not proven"
        compare(
            f"plan / coverage alone: {label}{proven}",
            partial(plan, judgement, POLICY),
            partial(cover, requirement, judgement.claims, POLICY),
            aim,
        )


def process(*args: str, cwd: Path = ROOT) -> Callable[[], subprocess.CompletedProcess[bytes]]:
    """Return a function that runs the interpreter in a process of its own."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *args]
    return lambda: subprocess.run(command, env=environment, cwd=cwd, capture_output=True, check=False)


def start_up(path: Path) -> None:
    """Compare whole processes with an interpreter that does nothing."""
    compileall.compile_dir(ROOT / "src", quiet=1)
    nothing = process("-c", "pass")
    imports = process("-c", "import typer, yaml, pydantic.fields, pydantic.types, rich.table, rich.console")
    print(f"Whole processes; {STARTS} rounds.")
    for label, args, aim in (
        ("--version", ("--version",), "at most 6"),
        ("--help", ("--help",), "at most 12"),
        ("check", ("check", str(path)), "at most 30"),
        ("check --format json", ("check", str(path), "--format", "json"), "at most 30"),
    ):
        compare(f"ksbcheck {label} / python -c pass", process("-m", "ksbcheck", *args), nothing, aim, STARTS)
    compare("importing typer, yaml, pydantic, rich / python -c pass", imports, nothing, "for comparison", STARTS)
    compare(
        "ksbcheck check / importing those", process("-m", "ksbcheck", "check", str(path)), imports, "not set", STARTS
    )


LOADED = """
import atexit, sys
atexit.register(lambda: print(*(name for name in sys.modules if name.partition(".")[0] == "ksbcheck"), file=sys.stderr))
from ksbcheck.cli import main
if __name__ == "__main__":
    main()
"""


def phases(path: Path) -> None:
    """Print how many own modules a check loads, and what its phases take."""
    modules = process("-c", LOADED, "check", str(path))().stderr.decode().splitlines()[-1].split()
    rounds = [json.loads(process("-m", "benchmarks.phases", str(path), *modules)().stdout) for _ in range(STARTS)]
    print(f"ksbcheck check loads {len(modules)} own modules. Its phases here, in ms; {STARTS} rounds.")
    for phase in rounds[0]:
        print(f"  {phase:62} {median(each[phase] for each in rounds):6.1f}")


def documents(folder: Path) -> None:
    """Compare looking through a folder's documents with extracting their text alone, and a second check with none."""
    benchmark_folder(folder)
    manifest_path = folder / "portfolio.yaml"
    names = [name for piece in read_manifest(folder).portfolio.evidence for name in piece.files]

    def ours() -> object:
        with Outlines(None) as outlines:
            return read_folder(manifest_path, names, outlines)

    def one_process() -> None:
        for name in names:
            extract(folder / name)

    def two_processes() -> None:
        program = str(ROOT / "benchmarks" / "extract.py")
        halves = [[str(folder / name) for name in names[start::2]] for start in (0, 1)]
        for process in [subprocess.Popen([sys.executable, program, *half]) for half in halves]:
            process.wait()

    print(f"A folder of {len(names)} documents and 200 pages; {STARTS} rounds.")
    compare("looking through / extracting alone, by two processes", ours, two_processes, "at most 1.3", STARTS)
    compare("looking through / extracting alone, within one process", ours, one_process, "not set", STARTS)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def check(path: Path) -> Callable[[], object]:
        command = [sys.executable, "-m", "ksbcheck", "check", str(path)]
        return lambda: subprocess.run(command, env=environment, capture_output=True, check=False)

    compare(
        "second check of the folder / of the manifest alone", check(folder), check(manifest_path), "at most 1.5", STARTS
    )


def pdf(folder: Path) -> None:
    """Compare a report as PDF with the same as JSON, in whole processes: within one, typst remembers its work."""
    _, standard = find_standard("ST1414")
    path = folder / "forty.yaml"
    codes = tuple(ksb.code for ksb in standard.requirements["send"].ksbs)
    path.write_text(manifest(codes, pieces=40), encoding="utf-8")

    def report(ending: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "ksbcheck", "report", str(path), "-o", str(folder / f"report.{ending}")]
        return lambda: subprocess.run(command, capture_output=True, check=False)

    print(f"A report of 70 KSBs, 40 pieces, 200 claims; {STARTS} rounds.")
    compare("ksbcheck report as PDF / as JSON", report("pdf"), report("json"), "at most 2", STARTS)


def pages(path: Path) -> None:
    """Compare writing a report of 70 KSBs and 40 pieces as a page with the same as JSON."""
    _, standard = find_standard("ST1414")
    path.write_text(
        manifest(tuple(ksb.code for ksb in standard.requirements["send"].ksbs), pieces=40), encoding="utf-8"
    )
    with Outlines(None) as outlines:
        report = check(path, CheckRequest(Overrides(), DAY, outlines))

    def page() -> object:
        return report_html.render([report])

    def as_json() -> object:
        return report_json.render([report])

    page()
    print(f"A report of 40 pieces and 200 claims; {ROUNDS} rounds.")
    compare("as a page / as JSON", page, as_json, "at most 6")
    print(f"  a page in {1000 * min(timed(page) for _ in range(ROUNDS)):.1f} ms here (aim: at most 25)")


def libraries(folder: Path) -> None:
    """Import 800 standards of real size, and compare a check with all of them in the library with one with one."""
    listed = folder / "all.json"
    listed.write_text(json.dumps(many(STANDARDS)), encoding="utf-8")
    one, all_of_them = folder / "one", folder / "all"
    importing = process("-m", "ksbcheck", "standard", "import", str(listed), "--to", str(all_of_them / "standards"))
    took = timed(importing)
    print(f"Library of {STANDARDS} standards, {listed.stat().st_size / 2**20:.0f} MiB of JSON.")
    print(f"  ksbcheck standard import: {took:.1f} s (aim: under 5); {STANDARDS / took:.0f} standards a second")
    name = "ST0400-1.1.yaml"
    (one / "standards").mkdir(parents=True)
    (one / "standards" / name).write_bytes((all_of_them / "standards" / name).read_bytes())
    standard = load_standard(one / "standards" / name)
    for place in (one, all_of_them):
        (place / "portfolio.yaml").write_text(claiming(standard), encoding="utf-8")
    with_all, with_one = (process("-m", "ksbcheck", "check", cwd=place) for place in (all_of_them, one))
    compare(f"check with {STANDARDS} in the library / with one", with_all, with_one, "at most 1.1", STARTS)

    def decoded() -> object:
        return json.loads(listed.read_text(encoding="utf-8"))

    compare("standard import, again and unchanged / decoding the JSON alone", importing, decoded, "not set", 3)


def cohorts(folder: Path) -> None:
    """Compare cohorts of many and of few manifests, two processes with one, and other tools with both."""
    _, standard = find_standard("ST1414")
    codes = tuple(ksb.code for ksb in standard.requirements["send"].ksbs)
    compare_cohorts(folder, codes)
    compare_tools(folder, codes)
    roll_up(folder)


def claiming(standard: Standard) -> str:
    """Return a manifest with a piece of evidence for each statement of a standard's first option."""
    option = standard.options[0].id
    pieces = "".join(
        f"  - {{id: E{at:02}, title: Piece {at}, type: product, date: 2025-03-04, duties: [1], ksbs: [{ksb.code}]}}\n"
        for at, ksb in enumerate(standard.requirements[option].ksbs, 1)
    )
    named = f"standard: {standard.reference}\nversion: '{standard.version}'\noption: {option}\n"
    return f"format: ksbcheck-portfolio/1\n{named}learner: {{name: Sam}}\nstarted: 2024-09-02\nevidence:\n{pieces}"


def compare(label: str, one: Callable[[], object], other: Callable[[], object], aim: str, rounds: int = ROUNDS) -> None:
    """Print the ratio of the times of two functions."""
    one(), other()
    ratios = []
    for _ in range(rounds):
        first, second = timed(one), timed(other)
        ratios.append(first / second)
    print(f"  {label:62} {median(ratios):6.2f}   ({min(ratios):.2f} to {max(ratios):.2f}; aim: {aim})")


def timed(function: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    start = perf_counter()
    function()
    return perf_counter() - start


if __name__ == "__main__":
    main()
