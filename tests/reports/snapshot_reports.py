"""Reports to freeze, and snapshots of them, for tests: the public figures of some tallies, a table of many rows, hostile names."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from cohorts.models import Cohort
from reports.models import Snapshot
from reports.rules import INTERNAL, PUBLIC, RuleSet
from reports.sections.public import public_section
from reports.services.snapshots import freeze, sign_off
from reports.stages import mask_of
from reports.tables import HIDDEN, Chart, Column, Kind, Mark, Report, Section, Table, Tile
from reports.tallies import Tally
from tests.factories import make_user

AT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
DIGEST = "ab" * 32
ADMITTED = mask_of("submitted", "eligible", "assessed", "offered", "admitted")
HOSTILE = "#read(\"/etc/passwd\") =cmd|' /C calc'!A0 <script>alert(1)</script> $x^2$ *bold* @ref <label>"


def klass(minority: int, others: int, unknown: int, women: int | None = None) -> list[Tally]:
    """A class: so many minority members, others who answered, and unknown; women among those who answered."""
    known = minority + others
    women = known // 2 if women is None else women
    tallies = [
        Tally(min(women, minority), ADMITTED, ADMITTED, state="answered", races=frozenset({"black"}), gender="woman"),
        Tally(max(0, minority - women), ADMITTED, ADMITTED, state="answered", races=frozenset({"asian"}), gender="man"),
        Tally(
            max(0, women - minority), ADMITTED, ADMITTED, state="answered", races=frozenset({"white"}), gender="woman"
        ),
        Tally(
            known - max(minority, women), ADMITTED, ADMITTED, state="answered", races=frozenset({"white"}), gender="man"
        ),
        Tally(unknown, ADMITTED, ADMITTED, state="skipped"),
    ]
    return [tally for tally in tallies if tally.n]


def groups_section(rows: int = 4, first: str = "Black or African American", key: str = "shares") -> Section:
    """A section with tiles, a forest plot and a table in which one count is hidden; `rows` rows in all."""
    columns = (
        Column("group", "Group", Kind.TEXT),
        Column("advanced", "Advanced", Kind.COUNT),
        Column("considered", "Considered", Kind.COUNT),
        Column("rate", "Rate", Kind.PERCENT, "advanced of considered"),
        Column("p", "p", Kind.P),
        Column("verdict", "Reading", Kind.BADGE),
    )
    body = [
        (first, 120, 480, Decimal("25.0"), "0.031", "watch"),
        ("Middle Eastern or North African", HIDDEN, HIDDEN, HIDDEN, None, "hidden"),
        *(
            (f"Group {number}", 1000 + number, 4000 + number, Decimal("25.1"), "< 0.001", "flag")
            for number in range(2, rows)
        ),
    ]
    marks = (
        Mark(first, 0.81, 0.66, 1.0, "0.81", "watch"),
        Mark("Middle Eastern or North African", None, text="hidden"),
        Mark("Group 2", 0.55, 0.4, 0.76, "0.55", "flag"),
    )
    return Section(
        key,
        "Adverse impact, stage by stage",
        "impact",
        lead=("Each group beside the group with the highest rate.",),
        tiles=(Tile("Minority share", "68.4%", ("65 of 95", "Response rate 100.0%")), Tile("Women", "between 61.0% and 72.5%")),
        charts=(Chart("forest", "Impact ratios at the first reading", f"Of {first}: 0.81.", marks=marks, guide=0.8),),
        tables=(Table("impact", f"Who was advanced, by group: {first}", columns, tuple(body), ("Hidden: fewer than 5.",)),),
    )  # fmt: skip


def make_report(
    cohort: Cohort, rules: RuleSet = INTERNAL, *sections: Section, tallies: list[Tally] | None = None, at: datetime = AT
) -> Report:
    """A report of the cohort: the sections given, and the public one of the tallies where there are some."""
    public = (public_section(tallies, rules=rules),) if tallies is not None else ()
    return Report(f"Report of {cohort}", cohort.name, at.isoformat(), rules.key, rules.minimum, (*sections, *public))


def make_snapshot(cohort: Cohort, *sections: Section, rules: RuleSet = INTERNAL, **more: Any) -> Snapshot:
    """A frozen report. `by` froze it (a new manager where nobody is named); `tallies`, `at` and `name` as above."""
    by: User = more.pop("by", None) or make_user(Role.MANAGER)
    name = more.pop("name", None) or f"Snapshot {Snapshot.objects.count() + 1}"
    digest = more.pop("inputs_digest", DIGEST)
    report = make_report(cohort, rules, *(sections or (() if more.get("tallies") else (groups_section(),))), **more)
    return freeze(cohort, name=name, rules=rules, report=report, inputs_digest=digest, by=by)


def make_signed(cohort: Cohort, *sections: Section, **more: Any) -> Snapshot:
    """A snapshot that a new compliance officer signed for."""
    return sign_off(make_snapshot(cohort, *sections, **more), by=make_user(Role.COMPLIANCE), note="Read and compared.")


def make_public(cohort: Cohort, minority: int = 65, others: int = 30, unknown: int = 0, **more: Any) -> Snapshot:
    """A signed snapshot under the public rules, of a class with these answers."""
    women = more.pop("women", None)
    return make_signed(cohort, rules=PUBLIC, tallies=klass(minority, others, unknown, women), **more)
