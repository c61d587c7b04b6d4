from tests.tracked import claims, reasons, tracked


def commit(name: str, message: str, author: str = "Jo Pellew") -> str:
    indented = "".join(f"    {line}\n" for line in message.split("\n"))
    return f"commit {name}\nAuthor: {author} <a@b.example>\nDate:   2026-03-04\n\n{indented}\n"


def test_trailers_are_claims_of_their_commit() -> None:
    read = tracked(commit("4f1c2a9e0b", "Add plan\n\nKSBs: K6, S7\nReviewed-by: J. Halloway"), "git-log.txt")

    assert claims(read) == ["K6 claimed commit 4f1c2a9 Add plan", "S7 claimed commit 4f1c2a9 Add plan"]
    assert str(read.claims[0].date) == "2026-03-04"


def test_reverted_commit_and_revert_claim_nothing() -> None:
    revert = commit("90be77c412", 'Revert "Chart"\n\nThis reverts commit 1b2c3d4e5f.\n\nKSBs: S2')
    read = tracked(revert + commit("1b2c3d4e5f", "Chart\n\nKSBs: S2"), "git-log.txt")

    assert not read.claims
    assert len(read.left_out) == 2


def test_revert_that_is_reverted_takes_nothing_back() -> None:
    again = commit("aaa1111222", 'Reapply "Chart"\n\nThis reverts commit 90be77c412.')
    revert = commit("90be77c412", 'Revert "Chart"\n\nThis reverts commit 1b2c3d4e5f.')
    read = tracked(again + revert + commit("1b2c3d4e5f", "Chart\n\nKSB: S2"), "git-log.txt")

    assert claims(read) == ["S2 claimed commit 1b2c3d4 Chart"]


def test_log_of_one_line_each_is_read_by_its_tags() -> None:
    text = "a1b2c3d (HEAD -> main) WIP: slides [S20]\nb2c3d4e Record group (S12, S13)\nc3d4e5f Fix typo in K6 heading\n"
    read = tracked(text, "history.txt")

    assert claims(read) == [
        "S20 planned commit a1b2c3d WIP: slides",
        "S12 claimed commit b2c3d4e Record group",
        "S13 claimed commit b2c3d4e Record group",
    ]


def test_authors_are_told_apart_by_the_learner() -> None:
    log = commit("1111111aaa", "One\n\nKSBs: K6") + commit("2222222bbb", "Two\n\nKSBs: K7", "Robin Tutor")

    assert tracked(log, "log.txt").learners == ("Jo Pellew", "Robin Tutor")
    assert not tracked(log, "log.txt").claims
    named = tracked(log, "log.txt", learner="Jo Pellew")
    assert claims(named) == ["K6 claimed commit 1111111 One"]
    assert reasons(named) == ["KSBs: K7: by another author"]
