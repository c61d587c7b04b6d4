import re
from collections import Counter
from pathlib import Path

import pytest

from ksbcheck.domain.report import Report
from ksbcheck.engine.rows import learners_of
from ksbcheck.engine.summary import Summary
from ksbcheck.output.document import Depth, Document, Facts, HeatMap, Note, Section, Stack, Table, Words
from ksbcheck.reports.cohort import document, documents, headline, names_of, page
from tests.cohort import check_folders, piece, write_cohort, write_learner
from tests.conftest import COMPLETE, FRAMEWORK, HALFWAY

BEES = "tests/data/beekeeper/portfolio"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    return check_folders([*write_cohort(tmp_path_factory.mktemp("cohort")), COMPLETE])


@pytest.fixture(scope="module")
def shown(reports: list[Report]) -> Document:
    return document(reports, {number: f"pages/{number}.html" for number in range(len(reports))})


def section(shown: Document, id_: str) -> Section:
    (found,) = (each for each in shown.sections if each.id == id_)
    return found


def table(shown: Document, id_: str) -> Table:
    return next(block for block in section(shown, id_).blocks if isinstance(block, Table))


def maps(shown: Document) -> list[HeatMap]:
    return [block for each in shown.sections for block in each.blocks if isinstance(block, HeatMap)]


def text(cell: object) -> str:
    if isinstance(cell, Words):
        return cell.text
    return "".join(map(text, cell)) if isinstance(cell, tuple) else str(cell)


def test_headline_and_bar_add_up(shown: Document) -> None:
    answer, stack = section(shown, "answer").blocks
    assert text(answer.text) == "7 learners: 1 through the gateway, 4 need help now, 2 working towards it."
    assert isinstance(stack, Stack)
    assert [(part.size, part.name) for part in stack.parts] == [
        (1, "through the gateway"),
        (2, "working towards it"),
        (4, "need help now"),
    ]


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ([COMPLETE, COMPLETE], "2 learners: 2 through the gateway, none need help now"),
        ([COMPLETE, HALFWAY], "2 learners: 1 through the gateway, 1 needs help now"),
    ],
)
def test_headline_says_none_and_one(paths: list[str], words: str) -> None:
    standings = Counter(each.row.standing for each in learners_of(check_folders(paths)))
    assert text(headline(standings)) == words


def test_who_first_says_why_and_by_which_rule(shown: Document) -> None:
    first = section(shown, "first")
    rows = {text(name): (text(why), text(missing)) for name, why, missing in table(shown, "first").rows}
    assert rows["Efe Invented"] == ("no new evidence for 13 weeks", "69 of 70")
    assert rows["Hana Fabled"] == ("1 mistake in the portfolio", "68 of 70")
    assert rows["Carys Notional"] == ("maths below the minimum", "68 of 70")
    assert rows["umar"][0].startswith("the portfolio can't be read: line 3: ")
    assert rows["umar"][1] == "not known"
    rule, most, waiting = (text(block.text) for block in first.blocks if isinstance(block, Note))
    assert "for 8 weeks while KSBs are missing" in rule
    assert most == "Most missing, not listed: Tegan Instance 68 of 70, Alfie Nobody 66 of 70."
    assert waiting == (
        "Most KSBs waiting to be assessed: Alfie Nobody 3, Hana Fabled 2, Carys Notional 2, Tegan Instance 2."
    )


def test_many_with_as_many_are_counted(tmp_path: Path) -> None:
    folders = [write_learner(tmp_path / f"p{number}", f"Ann {number}", piece("K1")) for number in range(12)]
    notes = [block.text for block in section(document(check_folders(folders)), "first").blocks]
    assert "Ann 0 69 of 70, Ann 1 69 of 70, Ann 2 69 of 70, and 9 more with as many as the last." in text(notes[2])


def test_rule_names_the_weeks_of_each_policy(reports: list[Report]) -> None:
    other = reports[0]._replace(policy=reports[0].policy.model_copy(update={"quiet_weeks": 12}))
    rule = section(document([other, *reports[1:]]), "first").blocks[1]
    assert "for 8 or 12 weeks" in text(rule.text)


def test_most_missing_have_statements_and_those_missing_as_often(shown: Document) -> None:
    most = table(shown, "most")
    assert [text(row[0]) for row in most.rows] == ["K5", "K6", "K7", "K8", "K10", "K11", "K12", "K13"]
    assert most.rows[0][1:] == ("The principles of sustainability within the education context.", "5 of 6")
    words = text(section(shown, "most").blocks[1].text)
    assert words.startswith("K14 to K")
    assert "are missing for 5 as well. Counted over the learners who" in words


def test_maps_are_by_option_the_worst_first(shown: Document) -> None:
    send, wellbeing = maps(shown)
    assert (send.title, wellbeing.title) == ("SEND: 4 learners", "Social and emotional well-being: 2 learners")
    assert [text(row.name) for row in send.rows] == ["Efe Invented", "Hana Fabled", "Carys Notional", "Alfie Nobody"]
    assert send.figures == ("Missing", "Waiting", "Weeks", "Gateway")
    alfie, done = send.rows[-1], wellbeing.rows[-1]
    assert alfie.figures == ("66", "3", "2", "✗")
    assert (done.figures[0], done.figures[3]) == ("0", "✓")
    assert dict(zip(send.heads, alfie.signs, strict=True))["K4"] == "A"
    assert alfie.signs[:5] == ("C", "C", "C", "A", "×")
    assert all(len(row.signs) == len(each.heads) == len(each.foot) for each in maps(shown) for row in each.rows)


def test_foot_counts_who_lacks_each_ksb(shown: Document) -> None:
    send, _ = maps(shown)
    foot = dict(zip(send.heads, send.foot, strict=True))
    assert send.foot_title == "Missing, of 4"
    assert (foot["K1"], foot["K2"], foot["K3"]) == (Words("0"), Words("2"), Words("3", "loud"))
    for column, figure in enumerate(send.foot):
        assert int(text(figure)) == sum(row.signs[column] in "P×" for row in send.rows)


def test_rows_have_tags_to_filter_by(shown: Document) -> None:
    send, wellbeing = maps(shown)
    assert send.rows[0].tags == ("need help now", "KSBs missing", "waiting to be assessed", "option: SEND")
    assert wellbeing.rows[-1].tags == ("through the gateway", "option: Social and emotional well-being")


def test_what_can_not_be_read_is_named_above_the_map(shown: Document) -> None:
    ids = [each.id for each in shown.sections]
    assert ids.index("unread") == ids.index("map") - 1
    assert section(shown, "unread").title == "Not in the map, because the portfolio can't be read: 1"
    assert text(table(shown, "unread").rows[0][0]) == "umar"


def test_names_lead_to_pages(shown: Document, reports: list[Report]) -> None:
    links = {row.name.text: row.name.to for each in maps(shown) for row in each.rows}
    links |= {row[0].text: row[0].to for row in table(shown, "first").rows}
    assert links["Alfie Nobody"] == "pages/0.html"
    assert set(links.values()) == {f"pages/{number}.html" for number in range(len(reports))}


def test_duties_count_learners(shown: Document) -> None:
    duties = {row[0]: row[2:] for row in table(shown, "duties").rows}
    assert duties["5"] == (1, 1, 4, 6)
    assert text(duties["1"][0]).startswith("not known")


def test_standards_are_never_mixed(reports: list[Report]) -> None:
    shown = document([*reports, *check_folders([BEES, FRAMEWORK])])
    ids = [each.id for each in shown.sections]
    assert [each for each in ids if each.startswith(("most", "map", "duties"))] == [
        "most", "most-2", "map", "duties", "map-2", "duties-2",
    ]  # fmt: skip
    for name in ("most", "map", "duties"):
        titles = {section(shown, f"{name}{suffix}").title for suffix in ("", "-2")}
        assert len({re.sub(".*: ", "", title) for title in titles}) == 2
    assert text(table(shown, "frameworks").rows[0][0]) == "Nerys Notional"


def test_each_id_is_there_once(reports: list[Report]) -> None:
    shown = document([*reports, *check_folders([BEES, FRAMEWORK])])
    ids = [each.id for each in shown.sections]
    ids += [row for each in shown.sections for block in each.blocks if isinstance(block, Table) for row in block.ids]
    assert len(ids) == len(set(ids))


def test_cohort_that_can_not_be_read_is_still_a_report() -> None:
    shown = document(check_folders(["examples", "tests"]))
    assert shown.title == "Portfolios: 2 learners"
    assert [each.id for each in shown.sections] == ["answer", "first", "unread", "about"]


def test_learners_of_one_name_are_told_apart(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("a", "b", "x/c", "y/c")]
    for folder, name in zip(folders, ("Dora Sample", *("Ann Example",) * 3), strict=True):
        folder.parent.mkdir(exist_ok=True)
        write_learner(folder, name, piece("K1"))
    names = sorted(names_of([each.row for each in learners_of(check_folders(folders))]))
    assert names == [
        f"Ann Example ({tmp_path / 'x' / 'c'})",
        f"Ann Example ({tmp_path / 'y' / 'c'})",
        "Ann Example (b)",
        "Dora Sample",
    ]


def test_figures_have_the_word_of_the_policy(tmp_path: Path) -> None:
    paths = write_cohort(tmp_path / "x")[:2]
    (sheet,) = maps(document(check_folders(paths, min_pieces=2)))
    assert (sheet.figures[0], sheet.foot_title) == ("Without 2 pieces", "Without 2 pieces, of 2")


def test_documents_are_of_all_and_of_each(reports: list[Report]) -> None:
    whole, *each = documents(reports)
    assert (len(each), whole.sections[0].depth) == (len(reports), Depth.FIRST)
    assert documents(reports[:1])[0].title.startswith("Alfie Nobody")
    assert any(isinstance(block, Facts) for block in whole.sections[-1].blocks)


def test_page_of_the_worst_counts_all(reports: list[Report]) -> None:
    summary = Summary(most=2)
    for learner in learners_of(reports):
        summary.add(learner.row)
    shown = page(summary, {("ST1414", "1.0"): next(each.judgement.under for each in reports if each.judgement)})
    *_, said = section(shown, "answer").blocks
    assert text(said.text).startswith("The lists and maps name 3 of 7 learners: ")
    assert section(shown, "answer").blocks[:2] == section(document(reports), "answer").blocks
    assert section(shown, "most") == section(document(reports), "most")
    assert section(shown, "duties") == section(document(reports), "duties")
    send = maps(shown)[0]
    assert (send.title, len(send.rows)) == ("SEND: 4 learners, 1 of them below", 1)
    assert send.foot == maps(document(reports))[0].foot
