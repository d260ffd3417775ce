"""What is kept until when, and what is due: read from the rules that apply, the holds, and what other apps still need."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application, LegalHold, Reconsideration, Restriction, RetentionSwitch
from applicants.own_data import needed
from applicants.retention import DRAFT_DAYS, Rule, keep_until, rule_in_force, years_later
from careerpath.pipeline import clock
from cohorts.models import Cohort


def switched_on() -> set[str]:
    """The keys of the rules that the programme has switched on; one query."""
    newest = RetentionSwitch.objects.order_by("rule", "-pk").distinct("rule")
    return {each.rule for each in newest if each.is_on}


def rule_now() -> Rule:
    """The longest rule that applies; one query."""
    return rule_in_force(switched_on())


def last_action(application: Application) -> datetime:
    """The last action on a sent application: it was sent, moved, or looked at again. One query."""
    answered = Reconsideration.objects.filter(application=application, answered_at__isnull=False)
    moments = [application.submitted_at, application.status_changed_at]
    moments += answered.order_by("-answered_at").values_list("answered_at", flat=True)[:1]
    return max(moment for moment in moments if moment is not None)


def kept_until(application: Application, rule: Rule) -> date:
    """The last day on which the law keeps a sent application, in the cohort's zone."""
    return keep_until(last_action(application).astimezone(application.cohort.tz).date(), rule)


def on_hold(to: str = "applicant") -> Exists:
    """Whether a legal hold stands on the person, as a condition."""
    return Exists(LegalHold.objects.filter(applicant=OuterRef(to), lifted_at__isnull=True))


UNSENT = Q(status=S.DRAFT) | Q(status__in=[S.WITHDRAWN, S.DUPLICATE], submitted_at__isnull=True)
"""Never sent, or taken up again and not sent, or put aside because the same person had begun another (`services.attaching`)."""


def due_drafts(now: datetime | None = None) -> QuerySet[Application]:
    """The drafts whose time is over: 90 days after the class closed, or after they were last saved if that was later."""
    before = (now or clock.now()) - timedelta(days=DRAFT_DAYS)
    return Application.objects.filter(UNSENT, ~on_hold(), cohort__closes_at__lt=before, updated_at__lt=before)


def due_restrictions(today: date | None = None) -> QuerySet[Restriction]:
    """What people asked us to delete and the law no longer keeps. Whether a longer rule applies meanwhile is asked one by one."""
    day = today or clock.now().date()
    return Restriction.objects.filter(~on_hold("application__applicant"), erased_at__isnull=True, until__lt=day)


def past_their_date(rule: Rule, today: date | None = None) -> QuerySet[Application]:
    """Sent applications that the longest rule no longer keeps and nobody asked about; those that other apps stand on are in it."""
    day = years_later(today or clock.now().date(), -rule.years)
    # The last action is none before these two: who was active later is passed over before anything is looked up for them.
    soonest = datetime.combine(day + timedelta(days=2), time.min, UTC)
    looked = (
        Reconsideration.objects.filter(application=OuterRef("pk")).order_by("-answered_at").values("answered_at")[:1]
    )
    return (
        Application.objects.filter(
            ~Exists(Restriction.objects.filter(application=OuterRef("pk"))),
            ~on_hold(),
            submitted_at__lt=soonest,
            status_changed_at__lt=soonest,
        )
        .exclude(UNSENT)
        .annotate(last=Greatest("submitted_at", "status_changed_at", Coalesce(looked, F("submitted_at"))))
        .filter(last__date__lt=day)
    )


@dataclass
class Preview:
    """What would be erased in one class."""

    cohort: Cohort
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def preview(today: date | None = None) -> list[Preview]:
    """For each class that has any: drafts due, asked for and due, asked for and still kept, past their date, on hold. Six queries,
    and those of the apps that still need some."""
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def count(name: str, rows: QuerySet[Application] | QuerySet[Restriction], column: str) -> None:
        for cohort in rows.order_by().values_list(column, flat=True):
            found[cohort][name] += 1

    count("drafts", due_drafts(), "cohort")
    due = due_restrictions(today)
    count("asked_due", due, "application__cohort")
    later = Restriction.objects.filter(erased_at__isnull=True).exclude(pk__in=due.values("pk"))
    count("asked_later", later, "application__cohort")
    rows = dict(past_their_date(rule_now(), today).order_by().values_list("pk", "cohort"))
    for pk in rows.keys() - needed(list(rows)):
        found[rows[pk]]["past"] += 1
    held = Application.objects.filter(on_hold()).exclude(restriction__erased_at__isnull=False)
    count("held", held, "cohort")
    cohorts = Cohort.objects.in_bulk(found)
    return [Preview(cohorts[pk], dict(found[pk])) for pk in sorted(found, key=lambda pk: cohorts[pk].closes_at)]
