"""What counts as evidence is there to be looked at, and holds something of the work."""

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.documents import (
    Slide,
    docx,
    encrypted_odt,
    encrypted_office,
    encrypted_pdf,
    exe,
    mp4,
    odp,
    ods,
    odt,
    old_word,
    para,
    pdf,
    pdf_without_text,
    pptx,
    table,
    truncated,
    xlsx,
)
from tests.garden import KSBS, STANDARD, WALK, piece, rungs, verdict_on, write_garden

LINK = "https://video.example.org/watch?v=abc123"
ROWS = [["Code", "Statement"], *([code, text] for code, text in KSBS.items())]
PLANS = [row if row[0] == "Code" else [*row, "see portfolio"] for row in ROWS]
OWN_WORDS = [[*row, f"I showed it on walk {number}, when the hedge was cut."] for number, row in enumerate(ROWS)]
BEHAVIOURS = [text for code, text in KSBS.items() if code.startswith("B")]
DONE = (
    "dug the long bed",
    "sowed beans",
    "raked leaves",
    "sharpened the shears",
    "picked off slugs",
    "put up a sign",
    "drew the herb bed",
    "dried poppy heads",
    "mulched the roses",
    "turned the heap",
    "counted bees",
    "wrote labels",
    "led a walk",
    "cut back the hazel",
    "moved a fern",
    "mixed potting soil",
    "fed the tomatoes",
    "swept the shed",
    "mended the hose",
    "taught two pupils",
    "waited for a family",
    "washed the pots",
    "asked the head gardener",
    "came early in the frost",
)


def markdown(rows: list[list[str]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


BLANK = {
    "blank.docx": docx([]),
    "empty paragraphs.docx": docx(["", " ", "\u00a0"]),
    "blank.odt": odt([]),
    "blank.pptx": pptx([Slide("")]),
    "blank.odp": odp([Slide("")]),
    "blank.xlsx": xlsx({"Sheet1": []}),
    "blank.ods": ods({"Sheet1": []}),
    "blank.pdf": pdf(["", ""]),
    "spaces.txt": " \n\t \r\n",
    "zero width.md": "\u200b\u200c\u200d\ufeff\n",
    "mark.txt": b"\xef\xbb\xbf",
    "nothing.md": "",
    "rules.md": "# \n\n---\n\n| | |\n|---|---|\n| | |\n",
    "headings.md": "# Reflective account\n\n## What happened\n\n## What I learnt\n",
    "numbered.md": "1. What happened\n\n2. What I learnt\n",
    "comment.md": "<!-- Write here what you did on the wet path. -->\n",
    "versions.docx": docx(["Reflective account", "Version 1.2", "Page 1 of 2", "01/10/2025"]),
    "form.docx": docx([table([["Learner name", ""], ["Date", ""], ["Unit 1", ""], ["What happened?", ""]])]),
    "headings.docx": docx([para("What happened", style="Heading1"), para("What I learnt", style="Heading1")]),
}
LINKS = {
    "link.md": f"{LINK}\n",
    "marked link.md": f"[My film]({LINK})\n",
    "titled link.md": f"# Film\n\n<{LINK}>\n",
    "link.docx": docx([LINK]),
    "link.odt": odt([LINK]),
    "link.pdf": pdf([LINK]),
    "link.pptx": pptx([Slide(LINK)]),
    "link.xlsx": xlsx({"Sheet1": [[LINK]]}),
    "two links.txt": f"{LINK}\nhttps://garden.example.org/blog\n",
    "share.txt": "\\\\school\\share\\walk.docx\n",
    "disk.txt": "C:\\Users\\petra\\Documents\\walk.docx\n",
    "short.url": f"[InternetShortcut]\nURL={LINK}\n",
    "short.webloc": f'<plist version="1.0"><dict><key>URL</key><string>{LINK}</string></dict></plist>',
    "short.desktop": f"[Desktop Entry]\nType=Link\nURL={LINK}\n",
    "plan.gdoc": f'{{"url": "{LINK}", "doc_id": "1", "email": ""}}',
}
LISTS = {
    "table.md": markdown(ROWS),
    "list.md": "".join(f"- {code}: {text}\n" for code, text in KSBS.items()),
    "no codes.txt": "\n".join(KSBS.values()),
    "list.csv": "\n".join(f'{code},"{text}"' for code, text in ROWS),
    "list.docx": docx([f"{code} {text}" for code, text in KSBS.items()]),
    "table.docx": docx([table(ROWS)]),
    "list.odt": odt([f"{code} {text}" for code, text in KSBS.items()]),
    "list.pdf": pdf([[f"{code} {text}" for code, text in KSBS.items()]]),
    "list.pptx": pptx([Slide("KSBs", [f"{code} {text}" for code, text in KSBS.items()])]),
    "list.xlsx": xlsx({"KSBs": ROWS}),
    "list.ods": ods({"KSBs": ROWS}),
    "ticks.md": markdown([[*row, "\u2713"] for row in ROWS]),
    "ticks.docx": docx([table([[*row, "\u2611"] for row in ROWS])]),
    "template.docx": docx([table([[*row, ""] for row in ROWS])]),
    "see portfolio.md": markdown(PLANS),
    "see portfolio.xlsx": xlsx({"KSBs": PLANS}),
    "behaviours.md": "".join(f"- {text}\n" for text in BEHAVIOURS),
    "codes.txt": ", ".join(KSBS),
    "codes.md": "".join(f"- [x] {code}\n" for code in KSBS),
    "capitals.txt": "\n".join(KSBS.values()).upper(),
}
NOT_TO_OPEN = {
    "damaged.docx": truncated(docx([WALK]), 0.6),
    "damaged.pdf": truncated(pdf([WALK]), 0.1),
    "program.docx": exe(),
    "program.mp4": exe(),
    "locked.pdf": encrypted_pdf([WALK], "secret"),
    "locked.docx": encrypted_office(),
    "locked.odt": encrypted_odt(),
    "unknown.xyz": WALK,
    "archive.zip": docx([WALK]),
    "no ending": WALK,
}
EVIDENCE = {
    "walk.md": f"# A walk\n\n{WALK}\n",
    "one sentence.docx": docx(["I led the group."]),
    "walk.odt": odt([WALK]),
    "walk.pdf": pdf([WALK]),
    "walk.pptx": pptx([Slide("A walk", [WALK])]),
    "walk.odp": odp([Slide("A walk", [WALK])]),
    "log.xlsx": xlsx({"Log": [["Day", "What I did"], ["Monday", "Cut the hedge"]]}),
    "numbers.xlsx": xlsx({"Hours": [["Week", "Hours"], [1, 6], [2, 7]]}),
    "hours.txt": "Week 1: 6 hours\nWeek 2: 7 hours\n",
    "chinese.txt": "\u6211\u5e26\u9886\u5c0f\u7ec4\u6cbf\u7740\u6f6e\u6e7f\u7684\u5c0f\u8def\u8d70\u3002\n",
    "log.ods": ods({"Log": [["Day", "What I did"], ["Monday", "Cut the hedge"]]}),
    "log.csv": "Day,What I did\nMonday,Cut the hedge\n",
    "scan.pdf": pdf_without_text(2),
    "film.mp4": mp4(),
    "old.doc": old_word(),
    "with a link.md": f"I pruned the hazel and wrote about it at {LINK}, but all of it stands here.\n",
    "form.docx": docx(
        [table([["What happened", "I led the Thursday group along the wet path."], ["What I learnt", ""]])]
    ),
    "quoting.md": f"{KSBS['K1']} I showed the group two maples and let them name what differed.\n",
    "mapping with words.docx": docx([table(OWN_WORDS)]),
    "mapping with words.md": markdown(OWN_WORDS),
    "statements and words.md": "\n".join(KSBS.values()) + f"\n\n{WALK} {WALK}\n",
    "all codes.md": "".join(
        f"I {done} and noted {text.lower()} ({code}).\n\n"
        for done, (code, text) in zip(DONE, KSBS.items(), strict=True)
    ),
    "polish.txt": "Prowadziłem grupę mokrą ścieżką i pokazałem dwa klony.\n",
}


@pytest.mark.parametrize("files", [BLANK, LINKS, LISTS, NOT_TO_OPEN], ids=["blank", "links", "lists", "not to open"])
def test_nothing_to_look_at_never_counts(ksbcheck: Run, tmp_path: Path, files: dict[str, str | bytes]) -> None:
    evidence = [piece(number, name) for number, name in enumerate(files, 1)]
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, files))
    names = {each["id"]: each["files"][0] for each in evidence}
    assert {names[piece] for piece, rung in rungs(verdict).items() if rung} == set()
    assert verdict.status == 1
    silent = [name for name in files if not verdict.has({"severity": ["error"], "path_endswith": name})]
    assert not silent


@pytest.mark.parametrize(
    "signed", [{}, {"assessed": {"by": "Dana Okoro", "on": "2025-11-01"}}], ids=["claimed", "assessed"]
)
def test_work_always_counts(ksbcheck: Run, tmp_path: Path, signed: dict[str, object]) -> None:
    evidence = [piece(number, name, **signed) for number, name in enumerate(EVIDENCE, 1)]
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, EVIDENCE))
    names = {each["id"]: each["files"][0] for each in evidence}
    assert {names[piece] for piece, rung in rungs(verdict).items() if rung is None} == set()
    loud = [
        each["message"]
        for each in verdict.findings
        if each["severity"] == "error" and not each["rule"].startswith("KSB1")
    ]
    assert not loud


@pytest.mark.parametrize(
    "name", ["../standard.yaml", "standard.yaml", "portfolio.yaml", "ksbcheck.toml", "ours.yaml", "notes"]
)
def test_what_is_no_work_never_counts(ksbcheck: Run, tmp_path: Path, name: str) -> None:
    files = {
        "standard.yaml": STANDARD.read_text("utf-8"),
        "ksbcheck.toml": "min_pieces = 1\n",
        "ours.yaml": "format: ksbcheck-policy/1\nname: ours\n",
        "notes/walk.md": WALK,
    }
    standard = "./standard.yaml" if name == "standard.yaml" else "../standard.yaml"
    folder = write_garden(tmp_path / "portfolio", [piece(1, name)], files, standard=standard, policy="./ours.yaml")
    verdict = verdict_on(ksbcheck, folder)
    assert set(rungs(verdict).values()) == {None}
    assert verdict.has({"severity": ["error"], "line": 9})


def test_sign_offs_on_what_does_not_count_are_not_said_to_count(ksbcheck: Run, tmp_path: Path) -> None:
    verified = {"verified": {"by": "Dana Okoro", "on": "2025-11-01"}}
    claims = [{"ksb": "K1", "status": "assessed"}]
    evidence = [piece(1, "blank.md", **verified), piece(2, "blank.md", claims=claims), piece(3, "walk.md", **verified)]
    files = {"blank.md": "\n", "walk.md": WALK}
    verdict = verdict_on(ksbcheck, write_garden(tmp_path / "portfolio", evidence, files))
    said = {each["rule"]: each["message"] for each in verdict.findings if each["message"].startswith(("E01", "E02"))}
    assert (
        said["KSB308"]
        == "E01 is verified but not assessed; 'blank.md' can't be looked at: it has no text, picture or sound"
    )
    assert said["KSB311"].endswith("'blank.md' can't be looked at: it has no text, picture or sound")
    assert any(
        each["message"].endswith("E03 is verified but not assessed; it counts as claimed") for each in verdict.findings
    )
