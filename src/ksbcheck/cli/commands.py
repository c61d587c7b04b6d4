"""The table of commands: `--help` lists them from here, without importing any."""

from collections.abc import Mapping
from typing import NamedTuple


class Entry(NamedTuple):
    """A command, by its module and function in `ksbcheck.cli`, or a group of commands; and its line in `--help`."""

    source: "str | Mapping[str, Entry]"
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "check": Entry(
        "check:check",
        "Check portfolios: which knowledge, skills and behaviours (KSBs) are evidenced, and what is missing.",
    ),
    "gateway": Entry(
        "gateway:gateway",
        "Say whether learners are through the gateway: KSBs, English and maths, time, Early Years, declarations.",
    ),
    "report": Entry(
        "report:report",
        "Write a report to print, file or hand on: what is evidenced, what is missing, what to do next.",
    ),
    "cohort": Entry(
        "cohort:cohort",
        "Check a cohort of any size: who needs help first, which KSBs most learners lack, what has changed.",
    ),
    "merge": Entry("cohort:merge", "Merge the shards of a cohort, which several machines checked."),
    "scan": Entry(
        "scan:scan",
        "Scan documents: which KSBs each of them shows, lists or says not to show, and where.",
    ),
    "init": Entry(
        "draft:init",
        "Draft a manifest from a folder of documents: a piece for each, with the KSBs that it shows as suggestions.",
    ),
    "import": Entry(
        "draft:import_trackers",
        "Import trackers into a manifest, or a new one: spreadsheets, tables, tick lists, notes, forms, commit logs.",
    ),
    "export": Entry(
        "export:export",
        "Write the mapping of KSBs to evidence: a row a claim, as assessment organisations ask for it.",
    ),
    "compare": Entry(
        "compare:compare",
        "Compare a portfolio with each option of its standard, or two states of it: what has closed, opened, moved.",
    ),
    "plan": Entry(
        "gateway:plan",
        "Say what to do next: what to claim or have signed, and the fewest duties from which new evidence would do.",
    ),
    "claim": Entry("decide:claim", "Claim KSBs on a piece of evidence, or confirm planned and suggested claims."),
    "confirm": Entry(
        "decide:confirm",
        "Go through suggested claims one at a time, each with the sentence that has its code.",
    ),
    "assess": Entry("decide:assess", "Record an assessor's decision on claims of a piece: met, or not yet met."),
    "assure": Entry(
        "decide:assure", "Record a verifier's decision (internal quality assurance) on assessed claims of a piece."
    ),
    "pin": Entry(
        "pin:pin",
        "Pin portfolios to the text of their standard: when a statement changes, its claims are found suspect "
        "(KSB206).",
    ),
    "migrate": Entry(
        "migrate:migrate",
        "Move a portfolio to another version of its standard: what carries over, what to review, what is gone.",
    ),
    "baseline": Entry(
        "pin:baseline",
        "Record which KSBs are missing today, so that `check` fails only on others; later, take out those now met.",
    ),
    "config": Entry(
        "config:config",
        "Show the settings for a portfolio, from command line, environment, configuration, policy and defaults.",
    ),
    "seal": Entry(
        "seal:seal", "Seal a portfolio's folder: write down what it holds, so that every later change can be seen."
    ),
    "verify": Entry("seal:verify", "Tell whether a sealed folder is still what it was."),
    "explain": Entry(
        "explain:explain",
        "Explain a KSB (its statement, who needs it, which duties list it), a duty, a rule, or the gateway.",
    ),
    "rules": Entry(
        "explain:rules", "List the rules. `ksbcheck explain CODE` says why one matters and how to fix what it finds."
    ),
    "lsp": Entry(
        "lsp:lsp",
        "Serve an editor: findings while a manifest is written, statements on hover, completion of codes, quick fixes.",
    ),
    "schema": Entry(
        "config:schema", "Print the JSON Schema of a kind of file, for editors that suggest and check while you type."
    ),
    "standard": Entry(
        {
            "check": Entry(
                "standard:check_standards",
                "Check standards themselves: contradictions, gaps in the numbers, statements that no duty needs, "
                "dates (KSB5xx).",
            ),
            "import": Entry(
                "standard_import:import_standards",
                "Import standards into the library, one file a standard and version.",
            ),
            "export": Entry(
                "standard:export",
                "Write a standard for another system: its statements, its duties, and which of them belong together.",
            ),
            "diff": Entry(
                "standard:diff",
                "Compare two standards, most often two versions of one: statements, options, duties and their mapping.",
            ),
            "list": Entry(
                "standard:list_standards",
                "List the standards of the library: bundled, of your own folder, and of the project.",
            ),
            "path": Entry(
                "standard:path",
                "Print the path of the file that answers for a standard; without one, the folders of the library.",
            ),
            "show": Entry(
                "standard:show_standard", "Show a standard: what is required, what is mapped, what is inferred."
            ),
        },
        "The standards that ksbcheck knows.",
    ),
    "framework": Entry(
        {
            "show": Entry(
                "framework:show_framework",
                "Show a framework: its issue, levels, job titles, contributions and workforce.",
            ),
            "roles": Entry(
                "framework:roles",
                "Find the levels of a framework at which a job title is listed, or list the job titles of each level.",
            ),
        },
        "The older apprenticeship frameworks that ksbcheck knows.",
    ),
}
