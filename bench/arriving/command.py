"""The command line of the replay."""

import argparse
import os
import time
from datetime import timedelta
from typing import Any

from bench.arriving.arrivals import REAL


def main(words: list[str] | None = None) -> int:
    """Run one part, or without words a short piece of each. 1 where something was lost, doubled or refused."""
    os.environ.setdefault("DEBUG", "1")
    os.environ.setdefault("DATABASE_URL", "postgres://none:none@127.0.0.1:9/none")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    import django

    django.setup()
    if not REAL.exists():
        print("The real answers are not beside this checkout; there is nothing to replay.")
        return 1
    if not words:
        short = (
            ["replay", "--hours", "2", "--speed", "120"],
            ["replay", "--busiest", "2", "--speed", "60", "--kill"],
            ["saturate", "--people", "200"],
        )
        return max(main(each) for each in short)
    parser = argparse.ArgumentParser(prog="python -m bench.arriving")
    parts = parser.add_subparsers(dest="part", required=True)
    again = parts.add_parser("replay")
    again.add_argument("--hours", type=float, default=24)
    again.add_argument("--busiest", type=int, default=0, help="the busiest hour, so many times over")
    again.add_argument("--speed", type=float, default=60)
    again.add_argument("--kill", action="store_true", help="SIGKILL to the server and PostgreSQL in the middle")
    alone = parts.add_parser("saturate")
    alone.add_argument("--people", type=int, default=600)
    asked = parser.parse_args(words)
    return (_replay if asked.part == "replay" else _saturate)(asked)


def _replay(asked: argparse.Namespace) -> int:
    from bench.arriving.arrivals import busiest_hour, first_hours, real_arrivals
    from bench.arriving.replay import counted, percentiles, replay
    from bench.arriving.server import running
    from bench.table import record
    from cohorts.selectors import question_specs

    with running() as site:
        cohort = make_cohort()
        specs = question_specs(cohort.question_set)
        people = real_arrivals(specs)
        arrivals = (
            busiest_hour(people, asked.busiest, asked.speed)
            if asked.busiest
            else first_hours(people, asked.hours, asked.speed)
        )
        sections = sections_of(cohort)
        site.start()
        last = max(each.sends for each in arrivals)
        what = f"the busiest hour {asked.busiest} times over" if asked.busiest else f"the first {asked.hours:g} hours"
        print(
            f"{what}, {asked.speed:g} times faster: {len(arrivals):,} people in {last:,.0f} s"
            + (", killed in the middle" if asked.kill else "")
        )
        began, cpu = time.monotonic(), site.cpu_seconds()
        kill_after = last / 2 if asked.kill else None
        log = replay(site, arrivals, slug=cohort.slug, sections=sections, kill_after=kill_after)
        took, cpu = time.monotonic() - began, site.cpu_seconds() - cpu
        found: dict[str, Any] = counted(arrivals, log, specs)
        for words, number in found.items():
            print(f"  {words:32} {number:>8,}")
        if not asked.kill:
            found["ms of processor for one journey"] = round(cpu * 1000 / len(arrivals), 1)
            print(f"  {'ms of processor for one journey':32} {found['ms of processor for one journey']:>8,}")
        print(f"  {'seconds':32} {took:>8,.0f}")
        print(f"  {'milliseconds':32} {'n':>8} {'50%':>8} {'95%':>8} {'99%':>8} {'most':>8}")
        rows = percentiles(log)
        for kind, n, *cuts in rows:
            print(f"  {kind:32} {n:>8,}" + "".join(f" {cut:>8,.0f}" for cut in cuts))
        for error in log.errors[:10]:
            print(f"  {error}")
        found["latency"] = {kind: [round(cut, 1) for cut in cuts] for kind, _, *cuts in rows}
        record(found, "arriving", what + (", killed" if asked.kill else "") + f", {asked.speed:g} times faster")
        bad = (
            "receipt without application",
            "without receipt",
            "two applications for one person",
            "answers that differ",
            "errors",
        )
        return int(any(found[each] for each in bad))


def _saturate(asked: argparse.Namespace) -> int:
    from bench.arriving.saturate import saturate
    from bench.arriving.server import running
    from bench.table import record
    from cohorts.selectors import question_specs

    with running(worker=False) as site:
        cohort = make_cohort()
        figures = saturate(site, cohort, question_specs(cohort.question_set), people=asked.people)
        for words, figure in figures.items():
            print(f"  {words:40} {figure:>10,.2f}")
        record({words: round(figure, 3) for words, figure in figures.items()}, "arriving", "saturation")
    return 0


def make_cohort() -> Any:
    """A cohort that is open, with the default form."""
    from django.utils import timezone

    from cohorts.models import Cohort
    from cohorts.services import default_question_set

    now = timezone.now()
    return Cohort.objects.create(
        name="Replay", slug="replay", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30),
        bootcamp_starts=(now + timedelta(days=60)).date(), bootcamp_ends=(now + timedelta(days=102)).date(),
        question_set=default_question_set(),
    )  # fmt: skip


def sections_of(cohort: Any) -> dict[str, list[str]]:
    """The pages of the form with the keys of their questions."""
    found: dict[str, list[str]] = {}
    for section in cohort.question_set.sections.order_by("position").prefetch_related("questions"):
        found[section.slug] = [
            question.key for question in sorted(section.questions.all(), key=lambda each: each.position)
        ]
    return found
