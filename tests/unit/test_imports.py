import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

SOURCE = ROOT / "src"
IN_FUNCTIONS = {
    ("cli/cohort.py", "ksbcheck.tasks.cluster"): "needs an extra",
    ("cli/lsp.py", "ksbcheck.lsp.server"): "needs an extra",
    ("cli/run.py", "ksbcheck.output"): "Rich takes long to import",
    ("cli/run.py", "rich.console"): "Rich takes long to import",
    ("cli/run.py", "rich.progress"): "Rich takes long to import",
    ("documents/media.py", "tinytag"): "pictures do without",
    ("documents/package.py", "ksbcheck.documents.media"): "needs an extra",
    ("documents/pdf.py", "ksbcheck.documents.media"): "takes long to import",
    ("documents/worker.py", "resource"): "not on Windows",
    ("domain/names.py", "difflib"): "only slips need it",
    ("domain/outline.py", "ksbcheck.domain.names"): "readers of documents do without",
    ("importing/cohort.py", "ksbcheck.importing"): "only lists in workbooks need it",
    ("inputs/evidence.py", "platformdirs"): "only folders need it",
    ("inputs/evidence.py", "ksbcheck.inputs.workers"): "only new documents need it",
    ("inputs/library.py", "platformdirs"): "only commands with a library need it",
    ("inputs/spool.py", "ksbcheck.inputs.tables"): "needs an extra",
    ("tasks/pool.py", "resource"): "not on Windows",
}
MOST_MODULES = 102
LOADED = """
import atexit, sys
atexit.register(lambda: print(*(name for name in sys.modules if name.partition(".")[0] == "ksbcheck"), file=sys.stderr))
from ksbcheck.cli import main
main()
"""


def imports_in_functions(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(SOURCE / "ksbcheck").as_posix()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.ImportFrom):
                    yield name, str(node.module)
                elif isinstance(node, ast.Import):
                    yield from ((name, each.name) for each in node.names)


def test_imports_are_at_the_top_but_for_named_ones() -> None:
    assert {found for path in SOURCE.rglob("*.py") for found in imports_in_functions(path)} == set(IN_FUNCTIONS)


def test_check_loads_few_modules() -> None:
    command = [sys.executable, "-c", LOADED, "check", str(ROOT / "examples" / "halfway-send" / "portfolio.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    loaded = done.stderr.split()
    assert len(loaded) <= MOST_MODULES
    assert not {"ksbcheck.domain.comparison", "ksbcheck.inputs.workers", "ksbcheck.reports.rows"} & set(loaded)
