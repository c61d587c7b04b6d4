"""The HTML report and the page of a standard, in a browser and for axe-core."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pypdfium2
import pytest

from tests.conftest import AS_OF, ROOT, Run
from tests.program import run_program

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MODULES = ROOT / "build" / "axe" / "node_modules"
"""Where `make proof` installs axe-core and jsdom."""
AXE = MODULES / "axe-core" / "axe.min.js"
STANDARD = "the page of a standard"
COHORT = "halfway-send complete-wellbeing early-curriculum not-there"
ROWS = "the page of `cohort`"
LOOKS = [(), ("--force-dark-mode",), ("--force-high-contrast",)]
PHONE, ZOOMED = 390, 320

Browse = Callable[..., str]


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """Return a function that opens a page in a browser and returns the browser's output."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")

    def run(page: Path, *switches: str) -> str:
        command = [browser, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'user'}"]
        done = subprocess.run(
            [*command, *switches, page.as_uri()], capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout

    return run


@pytest.fixture(
    params=["halfway-send", "framework-advanced", "complete-wellbeing", "not-there", COHORT, ROWS, STANDARD]
)
def page(ksbcheck: Run, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    path = tmp_path / "report.html"
    if request.param == STANDARD:
        assert ksbcheck("standard", "show", "--format", "html", "-o", path).returncode == 0
        return path
    if request.param == ROWS:
        assert (
            "Traceback"
            not in ksbcheck("cohort", "tests/cases/counting", "--by", "option", "-j", "1", "-o", path).stderr
        )
        return path
    portfolios = (f"examples/{name}" for name in request.param.split())
    assert "Traceback" not in ksbcheck("report", *portfolios, "--as-of", AS_OF, "-o", path).stderr
    return path


def copy_with_script(page: Path, script: str) -> Path:
    """Copy a page, without its content security policy, and put a script's result into its title."""
    text = re.sub("<meta http-equiv=[^>]*>", "", page.read_text(encoding="utf-8"))
    probe = (
        f"<script>(async () => {{ document.title = JSON.stringify(await (async () => {{ {script} }})()); }})()</script>"
    )
    copy = page.with_name("probe.html")
    copy.write_text(text.replace("</body>", f"{probe}</body>"), encoding="utf-8")
    return copy


def page_title(dom: str) -> object:
    return json.loads(unescape(re.search("<title>(.*?)</title>", dom, re.DOTALL)[1]))  # type: ignore[index]


@pytest.mark.parametrize("width", [PHONE, ZOOMED])
def test_page_never_scrolls_sideways(browse: Browse, page: Path, width: int) -> None:
    frame = page.with_name("frame.html")  # because a window may not be as narrow as a page must be able to be
    probe = copy_with_script(
        page, "parent.postMessage([innerWidth, document.documentElement.scrollWidth], '*'); return document.title;"
    )
    frame.write_text(
        f"<title>null</title><iframe width={width} height=800 style='border: 0' src={probe.name}></iframe>"
        "<script>addEventListener('message', (event) => { document.title = JSON.stringify(event.data); })</script>",
        encoding="utf-8",
    )
    assert page_title(browse(frame, "--dump-dom", "--virtual-time-budget=10000", "--hide-scrollbars")) == [width, width]


def test_page_hides_rows_by_a_filter_but_the_one_that_a_link_led_to(
    browse: Browse, ksbcheck: Run, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    ksbcheck("report", "examples/halfway-send", "--as-of", AS_OF, "-o", page)
    script = """
        const rows = () => [...document.querySelectorAll("#missing tbody tr")].filter((row) => row.checkVisibility());
        const before = rows().length;
        document.querySelector("#missing fieldset label:nth-of-type(3) input").click();
        const skills = rows().map((row) => row.id[4]);
        location.hash = "ksb-k5";
        return [before, skills.length, new Set(skills).size, skills[0], rows()[0].id];
    """
    dom = browse(copy_with_script(page, script), "--dump-dom", "--virtual-time-budget=10000")
    assert page_title(dom) == [25, 11, 1, "s", "ksb-k5"]


needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed")


@needs_axe
def test_page_passes_axe(page: Path) -> None:
    command = ["node", str(Path(__file__).with_name("axe.cjs")), str(page)]
    done = run_program(command, ROOT, {"NODE_PATH": str(MODULES)})
    report = json.loads(done.stdout)
    assert report["violations"] == []
    assert {"heading-order", "region"} <= {*report["passes"]}


@needs_axe
@pytest.mark.parametrize("look", LOOKS)
def test_page_passes_axe_in_browser(browse: Browse, page: Path, look: tuple[str, ...]) -> None:
    script = f"{AXE.read_text(encoding='utf-8')}; return (await axe.run()).violations.map((each) => [each.id, each.nodes[0].html]);"
    probe = copy_with_script(page, script)
    dom = browse(probe, "--dump-dom", "--virtual-time-budget=60000", "--window-size=1280,900", *look)
    assert page_title(dom) == []


def test_print_names_the_learner_and_page_on_every_page(browse: Browse, ksbcheck: Run, tmp_path: Path) -> None:
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    ksbcheck("report", "examples/halfway-send", "--as-of", AS_OF, "-o", page)
    browse(page, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    with pypdfium2.PdfDocument(printed) as document:
        assert all(tuple(map(round, sheet.get_size())) == (595, 842) for sheet in document)
        texts = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Rowan Example (0020417)" in text
        assert "22 November 2026" in text
    assert all(words in texts[0] for words in ("Do these next", "Gateway: not met yet", "Map of the 70 KSBs"))
    assert ["Missing: 25 of 70 KSBs" in text for text in texts[:2]] == [False, True]
    gaps = [text for text in texts if "Find or make evidence." in text]
    assert len(gaps) > 1
    assert all("KSB What it says Duties What to do next" in text for text in gaps)
