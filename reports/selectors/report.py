"""The whole report of a cohort: what its pages show parts of, and what a snapshot freezes. Behind the second wall."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cohorts.models import Cohort
from reports.groupings import DISABILITY, GENDER, RACE, VETERAN, Question
from reports.release import release
from reports.rules import PUBLIC, RuleSet
from reports.sections.categories import categories_section
from reports.sections.combination import combination_table
from reports.sections.impact import impact_section, summary_section
from reports.sections.intersections import intersections_section
from reports.sections.local_law import local_law_section
from reports.sections.overturns import Judged, overturns_section
from reports.sections.public import public_section
from reports.sections.shares import Releases, asked_section, shares_section
from reports.sections.trend import strata_section, trend_section
from reports.selectors.funnel import funnel_section
from reports.selectors.local_law import deciding_run, scored
from reports.selectors.masks import protected
from reports.selectors.outcomes import outcome_sections, retention_of
from reports.selectors.overturns import reviews, second_readings
from reports.selectors.programme import programme_settings
from reports.selectors.tallies import tallies
from reports.tables import Report, Section
from reports.tallies import Tally

COHORTS = 12
"""The newest cohorts that the trend shows."""


@dataclass(frozen=True)
class Inputs:
    """The counts that the demographic sections are made from."""

    tallies: Sequence[Tally]
    second: Sequence[Judged]
    reviews: Sequence[Judged]
    more: tuple[Question, ...] = ()
    """Questions beside race and gender that the programme asks now."""

    @property
    def digest(self) -> str:
        """SHA-256 of the counts in canonical order."""
        told = [
            [question.key for question in self.more],
            sorted(map(_told, self.tallies)),
            *(sorted((_told(one.who), one.said) for one in judged) for judged in (self.second, self.reviews)),
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def digest_of(found: Sequence[Tally]) -> str:
    """SHA-256 of some tallies in canonical order."""
    return hashlib.sha256(json.dumps(sorted(map(_told, found))).encode()).hexdigest()


def _told(tally: Tally) -> list[object]:
    answers = [tally.state, sorted(tally.races), tally.gender, tally.disability, tally.veteran]
    return [*answers, tally.reached, tally.decided, tally.withdrew, tally.n]


def inputs_of(cohort: Cohort) -> Inputs:
    """The counts of a cohort; six queries. Raises WallClosed."""
    asked = programme_settings()
    more = ((asked.asks_disability, DISABILITY), (asked.asks_veteran, VETERAN))
    on = tuple(question for is_on, question in more if is_on)
    return Inputs(tallies(cohort), second_readings(cohort), reviews(cohort), on)


def report_inputs(cohort: Cohort) -> str:
    """The digest of the counts that the report of a cohort is made from. Raises WallClosed."""
    return inputs_of(cohort).digest


def cohort_report(cohort: Cohort, *, rules: RuleSet, at: datetime) -> Report:
    """Every section of the report of a cohort; under the public rules the four public figures. Raises WallClosed."""
    found = inputs_of(cohort)
    if rules == PUBLIC:
        sections: tuple[Section, ...] = (public_section(found.tallies, rules=rules),)
    else:
        released = releases(found.tallies, rules)
        sections = (
            funnel_section(cohort),
            *group_sections(found, rules, released),
            _local_law(cohort, found.tallies, released),
            *outcome_sections(cohort, at=at),
        )
    return _report(f"{cohort}: report", cohort, rules, at, sections)


def cohort_page(cohort: Cohort, *, rules: RuleSet, at: datetime) -> Report:
    """What the page of a cohort shows, on two sheets of paper: funnel, class beside pool, impact, who stays. Raises WallClosed."""
    released = releases(tallies(cohort), rules)
    stays = retention_of(cohort, at=at)
    sections = (
        funnel_section(cohort),
        shares_section(released),
        summary_section(released),
        replace(stays, tables=stays.tables[:1]),  # how it ended, and why, stand on the page of outcomes
    )
    return _report(str(cohort), cohort, rules, at, sections)


def groups_page(cohort: Cohort, *, rules: RuleSet, at: datetime) -> Report:
    """Everything demographic about a cohort. Raises WallClosed."""
    found = inputs_of(cohort)
    return _report(f"{cohort}: groups", cohort, rules, at, group_sections(found, rules, releases(found.tallies, rules)))


def local_law_page(cohort: Cohort, *, rules: RuleSet, at: datetime) -> Report:
    """The tables of Local Law 144 for the run that sorted a cohort last. Raises WallClosed."""
    found = tallies(cohort)
    section = _local_law(cohort, found, releases(found, rules))
    return _report(f"{cohort}: Local Law 144", cohort, rules, at, (section,))


def _local_law(cohort: Cohort, found: Sequence[Tally], released: Releases) -> Section:
    run = deciding_run(cohort)
    beside = released.gender, released.race
    return local_law_section(found, scored(run) if run else (), beside, released.rules, protected)


def trend_page(*, rules: RuleSet, at: datetime) -> Report:
    """The newest cohorts side by side; one query a cohort. Raises WallClosed."""
    newest = list(Cohort.objects.order_by("-opens_at", "-pk")[:COHORTS])
    found = [(str(cohort), releases(people, rules)) for cohort in reversed(newest) if (people := tallies(cohort))]
    return _report("All cohorts", None, rules, at, (trend_section(found), strata_section(found)))


def _report(title: str, cohort: Cohort | None, rules: RuleSet, at: datetime, sections: Sequence[Section]) -> Report:
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    return Report(title, str(cohort or ""), moment, rules.key, rules.minimum, tuple(sections))


def releases(found: Sequence[Tally], rules: RuleSet) -> Releases:
    """What of the groups may be shown under a rule set."""
    race, gender = (release(found, question, minimum=rules.minimum, protect=protected) for question in (RACE, GENDER))
    return Releases(race, gender, rules)


def group_sections(found: Inputs, rules: RuleSet, released: Releases) -> tuple[Section, ...]:
    """The demographic sections."""
    return (
        shares_section(released),
        asked_section(found.tallies),
        categories_section(
            released,
            more=[release(found.tallies, q, minimum=rules.minimum, protect=protected) for q in found.more],
            combination=combination_table(released.race, found.tallies, protected),
        ),
        impact_section(released, found.tallies),
        intersections_section(released, found.tallies, protected),
        overturns_section(found.second, found.reviews, rules, protected),
    )
