"""Reading letters: the words in force, what a refusal is explained by, and the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from applicants.letters.reasons import LookedAt
from applicants.letters.shipped import SHIPPED, Words
from applicants.models import (
    Application,
    BulkOperation,
    DecisionRelease,
    Letter,
    LetterTemplate,
    RubricVersion,
    ScreeningRun,
)
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.rubric import RubricError, bind
from cohorts.models import Cohort, QuestionSet
from cohorts.selectors import question_specs

S = Letter.State
CLAIM_LASTS: Final = timedelta(minutes=5)
"""A letter that a worker took and has not marked after so long was perhaps sent."""
PAGE: Final = 50
NOT_ENDED: Final = Q(sent_at__isnull=True, failed_at__isnull=True, cancelled_at__isnull=True)


def words_in_force(cohort: Cohort) -> dict[str, Words]:
    """Kind of letter -> the words of a cohort: its own where it has some, else those that ship. One query."""
    own = LetterTemplate.objects.filter(cohort=cohort).values_list("kind", "subject", "body")
    return SHIPPED | {kind: Words(subject, body) for kind, subject, body in own}


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


def state_of(letter: Letter, now: datetime | None = None) -> Letter.State:
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
    """How many letters are in each state. One query."""
    now = timezone.now()
    return letters.order_by().aggregate(**{state: Count("pk", filter=with_state(state, now)) for state in S.values})


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
    return found.filter(with_state(state)) if state else found
