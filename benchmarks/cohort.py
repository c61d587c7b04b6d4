"""Cohorts of generated manifests: memory at many and at few, what a second process brings, and what the cache does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import yaml

from benchmarks.manifests import manifest

FEW, MANY, ENGLAND = 2_000, 10_000, 760_000
_DIFFERENT = 50
_MIB = 1024


class Run(NamedTuple):
    """What a run took: seconds, those of processors, and the most memory of any of its processes, in MiB."""

    seconds: float
    processors: float
    memory: float


def write_lines(path: Path, codes: tuple[str, ...], number: int) -> Path:
    """Write manifests as JSON Lines, each of another learner."""
    texts = (manifest(codes, seed=seed) for seed in range(_DIFFERENT))
    values = [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts]
    with path.open("w", encoding="utf-8") as file:
        for at in range(number):
            value = values[at % _DIFFERENT] | {"learner": {"name": f"Learner {at}", "id": f"{at:07}"}}
            file.write(f"{json.dumps(value, default=str)}\n")
    return path


def write_folders(path: Path, codes: tuple[str, ...], number: int) -> Path:
    """Write folders, each with the manifest of another learner, and beside them a list of the manifests."""
    rows = "".join(f"{path.name}/{at:06}/portfolio.yaml\n" for at in range(number))
    path.with_suffix(".csv").write_text(f"path\n{rows}", encoding="utf-8")
    for at in range(number):
        text = manifest(codes, seed=at % _DIFFERENT).replace('"0012345"', f'"{at:07}"', 1)
        (path / f"{at:06}").mkdir(parents=True)
        (path / f"{at:06}" / "portfolio.yaml").write_text(text, encoding="utf-8")
    return path


def measure(path: Path, *options: str) -> Run:
    """Run `ksbcheck cohort` in a process, with the cache beside a path, which must check all of the path."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(path.with_name("cache"))}
    output = path.with_name("cohort.jsonl")
    command = [sys.executable, "-m", "ksbcheck", "cohort", str(path), "-f", "jsonl", "-o", str(output), *options]
    start = perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) == 1  # noqa: S101 - all have gaps, and none is unread
    return Run(perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / _MIB)


def compare_cohorts(folder: Path, codes: tuple[str, ...], few: int = FEW, many: int = MANY) -> None:
    """Print what a cohort takes."""
    at_few = measure(write_lines(folder / "few.jsonl", codes, few))
    at_many = measure(write_lines(folder / "many.jsonl", codes, many))
    one = measure(folder / "many.jsonl", "--jobs", "1", "--no-cache")
    two = measure(folder / "many.jsonl", "--jobs", "2", "--no-cache")
    unchanged = measure(folder / "many.jsonl", "--jobs", "1")
    compared = {
        f"{many:,} lines, two processes": (at_many, measure(folder / "many.jsonl")),
        f"{many:,} lines, one process": (one, unchanged),
    }
    folders = write_folders(folder / "folders", codes, few)
    as_yaml = [measure(folder / "folders.csv", "--jobs", jobs, "--no-cache") for jobs in ("1", "2")]
    for jobs, number in (("2", "two processes"), ("1", "one process")):
        cold = measure(folders, "--jobs", jobs, *(["--no-cache"] if jobs == "1" else []))
        compared[f"{few:,} folders, {number}"] = (cold, measure(folders, "--jobs", jobs))
    print(f"Cohorts of {few:,} and {many:,} manifests as JSON Lines; one run each.")
    label = f"memory at {many:,} / at {few:,}, MiB {at_many.memory:.0f} / {at_few.memory:.0f}"
    print(f"  {label:62} {at_many.memory / at_few.memory:6.2f}   (aim: at most 1.2)")
    print(f"  {'two processes / one, in throughput':62} {one.seconds / two.seconds:6.2f}   (aim: at least 1.8)")
    print(f"  {'the same, in seconds of processors':62} {two.processors / one.processors:6.2f}   (aim: at most 1.1)")
    for what, (cold, warm) in compared.items():
        taken = f"{cold.seconds:.1f} / {warm.seconds:.2f} s"
        print(f"  {f'{what}, cold / unchanged, {taken}':62} {cold.seconds / warm.seconds:6.1f}   (aim: at least 30)")
        print(f"  {'the same, in seconds of processors':62} {cold.processors / warm.processors:6.1f}")
    print(f"  a manifest takes {1000 * one.processors / many:.1f} ms of a processor here")
    print(f"All {ENGLAND:,} apprentices in England, extrapolated from these; minutes with one and two processes:")
    _extrapolate("YAML", few, *as_yaml)
    _extrapolate("JSON Lines", many, one, two)
    _extrapolate("JSON Lines, unchanged", many, unchanged)


def _extrapolate(what: str, number: int, *runs: Run) -> None:
    minutes = "   ".join(f"{ENGLAND / number * run.seconds / 60:6.1f}" for run in runs)
    print(f"  {what:62} {minutes}")


if __name__ == "__main__":
    import tempfile

    from ksbcheck.inputs.library import find_standard

    _, standard = find_standard("ST1414")
    with tempfile.TemporaryDirectory() as temporary:
        compare_cohorts(Path(temporary), tuple(ksb.code for ksb in standard.requirements["send"].ksbs))
