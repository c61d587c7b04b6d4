"""Time the phases of `ksbcheck check`, once in this process: `python -m benchmarks.phases MANIFEST MODULE...`.

Prints milliseconds by phase, as JSON. MODULE are the modules of ksbcheck that a check loads, in their order.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from time import process_time

LIBRARIES = ("typer", "yaml", "pydantic.fields", "pydantic.types", "rich.table", "rich.console")
DAY = date(2026, 1, 31)
taken: dict[str, float] = {}


@contextmanager
def phase(name: str) -> Iterator[None]:
    """Note how long a block computes."""
    start = process_time()
    yield
    taken[name] = 1000 * (process_time() - start)


def main(path: Path, modules: list[str]) -> None:
    """Run the phases and print their times."""
    with phase("importing libraries"):
        for name in LIBRARIES:
            import_module(name)
    with phase("importing own modules"):
        for name in modules:
            import_module(name)

    from ksbcheck.domain.policy import Policy
    from ksbcheck.domain.report import Report
    from ksbcheck.engine.judge import judge
    from ksbcheck.formats import ReportFormat, render
    from ksbcheck.inputs.manifest import read_manifest
    from ksbcheck.inputs.resolve import resolve
    from ksbcheck.inputs.settings import Overrides, setup_for

    with phase("settings"):
        setup_for(path.parent, Overrides())
    with phase("manifest and standard"):
        resolved = resolve(read_manifest(path), None)
    with phase("judging"):
        judgement, findings = judge(resolved, Policy(), DAY)
    with phase("rendering"):
        render(ReportFormat.TABLE, [Report(str(path), Policy(), findings, judgement)])
    print(json.dumps(taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
