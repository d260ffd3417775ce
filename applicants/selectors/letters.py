"""Reading letters: the words in force, what a refusal is explained by, and the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from applicants.letters.phrases import SHIPPED_IN
from applicants.letters.reasons import LookedAt
from applicants.letters.shipped import Words
from applicants.models import (
    Application,
    BulkOperation,
    Decision,
    DecisionRelease,
    Letter,
    LetterTemplate,
    Outgoing,
    RubricVersion,
    ScreeningRun,
)
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.rubric import RubricError, bind
from applicants.selectors.searching import people
from cohorts.models import Cohort, QuestionSet
from cohorts.selectors import question_specs

S = Letter.State
CLAIM_LASTS: Final = timedelta(minutes=5)
"""A letter that a worker took and has not marked after so long was perhaps sent."""
PAGE: Final = 50
COUNTED: Final = 10_000
NEEDS_SOMEBODY: Final = "somebody"
OFFERED: Final = 20
NOT_ENDED: Final = Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True)


def words_in_force(cohort: Cohort) -> dict[tuple[str, str], Words]:
    """(Language, kind of letter) -> the words of a cohort: its own where it has some, else those that ship. One query."""
    own = LetterTemplate.objects.filter(cohort=cohort).values_list("language", "kind", "subject", "body")
    shipped = {(language, kind): words for language, kinds in SHIPPED_IN.items() for kind, words in kinds.items()}
    return shipped | {(language, kind): Words(subject, body) for language, kind, subject, body in own}


def criteria_by_form(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[LookedAt]]:
    """(rubric version, form) -> what its criteria look at, in the rubric's order. Two queries, and one for each form."""
    wanted = set(pairs)
    versions = RubricVersion.objects.in_bulk({version for version, _ in wanted}) if wanted else {}
    forms = QuestionSet.objects.in_bulk({form for _, form in wanted}) if wanted else {}
    definitions = {pk: definitions_of(question_specs(form)) for pk, form in forms.items()}
    found: dict[tuple[int, int], list[LookedAt]] = {}
    for version, form in wanted:
        try:
            bound = bind(from_document(versions[version].document), definitions[form])
        except RubricError:  # then the person's words stand alone
            found[version, form] = []
            continue
        found[version, form] = [
            LookedAt(
                each.criterion.name,
                each.criterion.why,
                each.definition.question.label if each.definition else "",
                each.most if each.definition else 0,
            )
            for each in bound.criteria
        ]
    return found


def run_to_explain_by(cohort: Cohort) -> ScreeningRun | None:
    """The run whose points explain a refusal that names no run: the last that a person let sort the applications."""
    return ScreeningRun.objects.filter(cohort=cohort, applied_at__isnull=False).order_by("-applied_at", "-pk").first()


def with_state(state: str, now: datetime | None = None) -> Q:
    """The letters in a state, as a condition. `state_of` says the same of one letter; a test holds the two equal."""
    now = now or timezone.now()
    taken = NOT_ENDED & Q(next_try_at__isnull=True, bounced_at__isnull=True)
    old = Q(claimed_at__lt=now - CLAIM_LASTS)
    ways: dict[str, Q] = {
        S.CANCELLED: Q(cancelled_at__isnull=False),
        S.BOUNCED: Q(cancelled_at__isnull=True, bounced_at__isnull=False),
        S.SENT: Q(sent_at__isnull=False, bounced_at__isnull=True),
        S.FAILED: Q(cancelled_at__isnull=True, failed_at__isnull=False, bounced_at__isnull=True, sent_at__isnull=True),
        S.UNSURE: taken & old,
        S.WAITING: (NOT_ENDED & Q(next_try_at__isnull=False, hold_until__lte=now)) | (taken & ~old),
        S.HELD: NOT_ENDED & Q(next_try_at__isnull=False, hold_until__gt=now),
    }
    return ways[state]


def state_of(letter: Outgoing, now: datetime | None = None) -> Outgoing.State:
    """Where a letter stands, by its times."""
    now = now or timezone.now()
    if letter.cancelled_at:
        return S.CANCELLED
    if letter.bounced_at:
        return S.BOUNCED
    if letter.sent_at:
        return S.SENT
    if letter.failed_at:
        return S.FAILED
    if letter.next_try_at:
        return S.HELD if letter.hold_until > now else S.WAITING
    return S.UNSURE if letter.claimed_at and letter.claimed_at < now - CLAIM_LASTS else S.WAITING


def letters_of(application: Application) -> list[Letter]:
    """The letters of one application, newest first, each with its `state`. One query."""
    now = timezone.now()
    letters = list(application.letters.order_by("-created_at", "-pk")[:50])
    for letter in letters:
        letter.state = state_of(letter, now)  # type: ignore[attr-defined]
    return letters


def told(release: DecisionRelease) -> list[int]:
    """The applications of a release whose letter has gone, or perhaps gone: they cannot be untold. Ask after `cancel_for`."""
    gone = Q(sent_at__isnull=False) | Q(claimed_at__isnull=False, cancelled_at__isnull=True, failed_at__isnull=True)
    return list(Letter.objects.filter(gone, decision__release=release).values_list("application_id", flat=True))


def counts(letters: QuerySet[Letter]) -> dict[str, int]:
    """How many letters are in each state, no further than COUNTED + 1. One query."""
    now = timezone.now()
    few = {state: letters.order_by().filter(with_state(state, now)).values("pk")[: COUNTED + 1] for state in S.values}
    parts = [queryset.query.sql_with_params() for queryset in few.values()]
    # The querysets compile to SQL with parameters of their own; nothing else is put into the text.
    asked = ", ".join(f"(SELECT count(*) FROM ({part}) AS few)" for part, _ in parts)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [value for _, values in parts for value in values])
        return dict(zip(few, cursor.fetchone(), strict=True))


def page(letters: QuerySet[Letter], *, before: int | None = None) -> tuple[list[Letter], int | None]:
    """A page of letters, the newest first, each with its `state`; and the key of the next page. One query."""
    now = timezone.now()
    chosen = letters if before is None else letters.filter(pk__lt=before)
    found = list(chosen.select_related("application__applicant", "application__cohort").order_by("-pk")[: PAGE + 1])
    for letter in found:
        letter.state = state_of(letter, now)  # type: ignore[attr-defined]
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def why_waiting() -> str:
    """What the mail server said of the letter that has waited longest, where letters wait and it said something."""
    due = Letter.objects.filter(next_try_at__isnull=False, attempts__gt=0).order_by("next_try_at")
    return due.values_list("problem", flat=True).first() or ""


def needs_somebody(now: datetime | None = None) -> Q:
    """The letters that a person must look at: perhaps sent, failed, or came back; as a condition."""
    return with_state(S.UNSURE, now) | with_state(S.FAILED, now) | with_state(S.BOUNCED, now)


def people_to_preview(cohort: Cohort, kind: str, find: str = "") -> list[Application]:
    """Real applications to show a letter with: those with such a decision pending, or who are searched for. Two queries."""
    everybody = Application.objects.filter(cohort=cohort, submitted_at__isnull=False).select_related(
        "applicant", "cohort"
    )
    if find.strip():
        return list(everybody.filter(applicant__in=people(find.strip())).order_by("-submitted_at", "-pk")[:OFFERED])
    pending = Decision.objects.filter(Decision.PENDING, cohort=cohort, kind=kind).order_by("rank", "pk")
    first = list(everybody.filter(pk__in=pending.values("application")[:OFFERED]).order_by("pk"))
    return first or list(everybody.order_by("-submitted_at", "-pk")[:OFFERED])


def in_outbox(
    *,
    cohort: Cohort | None = None,
    state: str = "",
    kind: str = "",
    operation: BulkOperation | None = None,
    to: str = "",
) -> QuerySet[Letter]:
    """The letters that the filters mean. `to` is the beginning of an address."""
    chosen: dict[str, Any] = {}
    if cohort:
        chosen["application__cohort"] = cohort
    if kind:
        chosen["kind"] = kind
    if operation:
        chosen["operation"] = operation
    if to:
        chosen["to__istartswith"] = to
    found = Letter.objects.filter(**chosen)
    if state == NEEDS_SOMEBODY:
        return found.filter(needs_somebody())
    return found.filter(with_state(state)) if state else found
