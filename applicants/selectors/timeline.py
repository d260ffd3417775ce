"""Where an application stands, as its applicant reads it: done, now, next, with dates and in plain words.

Nothing that is staged but not released is told here, nor what is released but held (`telling`), nor what recruiters wrote for each
other: only the status, its dates, and the main reasons of an adverse decision.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application
from applicants.selectors.telling import Told, told, withdrawal_ends
from careerpath.pipeline import clock
from careerpath.ui.moments import say_day, say_moment


@dataclass(frozen=True)
class Step:
    """One point of the timeline. `at` is when it happened; `text` says what it means or when it will be."""

    state: Literal["done", "now", "next"]
    title: str
    text: str = ""
    at: datetime | date | None = None
    kind: str = ""
    """What the page puts under it: `offer`, `interview` or `withdrawn`; empty for words alone."""

    @property
    def icon(self) -> str:
        """The icon that goes with the state."""
        return {"done": "check", "now": "circle-dot", "next": "circle-dashed"}[self.state]


@dataclass(frozen=True)
class Standing:
    """The timeline, and what the page offers besides it."""

    steps: list[Step]
    status: str
    """Where it stands as far as they have been told: what the page offers follows from this, never from `application.status`."""
    reason: str = ""
    """The main reasons of an adverse decision, written to be told: of the rule, or of the person who decided."""


@dataclass(frozen=True)
class Summary:
    """Where an application stands, in one line: a badge (its look and its word), and what is now."""

    look: str
    word: str
    now: Step
    status: str
    """As in `Standing`."""


_READING = frozenset({S.SUBMITTED, S.SCREENED, S.IN_REVIEW})
"""One thing to the applicant: how far the programme is with it shows neither in the badge nor in the timeline."""


def summary(application: Application) -> Summary:
    """The badge and the step that is now; no query after `telling.with_what_is_told`, two at most without."""
    known = told(application)
    now = [step for step in _now(application, known) if step.state != "next"][-1]
    if known.status in _READING:
        return Summary(S.IN_REVIEW, _("being read"), now, known.status)
    return Summary(known.status, str(S(known.status).label), now, known.status)


def standing(application: Application) -> Standing:
    """Work out the timeline of an application; two queries at most, and one for the reasons where it was not admitted."""
    known = told(application)
    steps = [Step("done", _("You started"), at=application.started_at)]
    if application.submitted_at and known.status != S.DRAFT:
        steps.append(Step("done", _("You sent your application"), at=application.submitted_at))
    interview, offered = known.change_to(S.INTERVIEW), known.change_to(S.OFFERED)
    if interview and known.status != S.INTERVIEW:
        steps.append(Step("done", _("Interview"), at=interview.at))
    if offered and known.status in {S.ADMITTED, S.DECLINED, S.WITHDRAWN}:
        steps.append(Step("done", _("We offered you a seat"), at=known.moment_of(offered)))
    return Standing(steps + _now(application, known), known.status, _reason(application, known))


def _now(application: Application, known: Told) -> list[Step]:
    """What is now and next. An offer is told with its deadline, and one that ran out as what it is."""
    here = known.change_to(known.status)
    at = known.moment_of(here) if here else application.status_changed_at
    offer = known.decision_of(known.change_to(S.OFFERED))
    deadline = offer.answer_by if offer else None
    if known.status == S.OFFERED and deadline:
        return _offered_until(application, at, deadline)
    if known.status == S.DECLINED and deadline and at > deadline:
        return _ran_out(application, at)
    if known.status == S.WITHDRAWN and here and here.batch and clock.now() < withdrawal_ends(here):
        return _withdrawn_today(application, at, withdrawal_ends(here))
    return _NOW[S(known.status)](application, at)


def _reason(application: Application, known: Told) -> str:
    """The rule's reason for "ineligible"; for "not admitted" what the person who decided wrote for the applicant."""
    here = known.change_to(known.status)
    if known.status == S.INELIGIBLE:
        return gettext(here.reason) if here and here.reason else ""  # a rule's words, where they have been translated
    if known.status == S.REJECTED:
        decision = known.decision_of(here) or (
            application.decisions.filter(
                kind=S.REJECTED, release__isnull=False, release__undone_at__isnull=True, skipped_reason=""
            )
            .order_by("-pk")
            .first()
        )
        return decision.reason if decision else ""
    return ""


def is_late(application: Application) -> bool:
    """Whether the day by which the answer was promised is over, in the cohort's zone."""
    promised = application.cohort.decisions_by
    return promised is not None and clock.now().astimezone(application.cohort.tz).date() > promised


def _decision_next(application: Application) -> Step:
    promised = application.cohort.decisions_by
    if promised and is_late(application):
        text = _("We promised it by %(day)s. We are late, and we are sorry. We write to you, whatever the answer.")
    elif promised:
        text = _("By %(day)s we write to you, whatever the answer.")
    else:
        text = _("We write to you, whatever the answer.")
    return Step("next", _("Decision"), text % {"day": say_day(promised)} if promised else text)


def _bootcamp_next(application: Application) -> Step:
    return Step(
        "next",
        _("Boot camp begins"),
        _("%(first)s to %(last)s.")
        % {"first": say_day(application.cohort.bootcamp_starts), "last": say_day(application.cohort.bootcamp_ends)},
    )


def _draft(application: Application, at: datetime) -> list[Step]:
    cohort = application.cohort
    closing = say_moment(cohort.closes_at, cohort.tz)
    if not cohort.is_open:
        text = _(
            "Applications closed on %(when)s and this draft was not sent. It is kept for 90 days; then it is erased."
        )
        return [Step("now", _("Not sent"), text % {"when": closing})]
    finish = Step(
        "now", _("Finish your application"), _("Send it by %(when)s. What you saved is kept.") % {"when": closing}
    )
    return [
        finish,
        Step("next", _("We read it"), _("People read each application, helped by rules that are public.")),
        _decision_next(application),
    ]


def _reading(application: Application, at: datetime) -> list[Step]:
    text = _("People read each application, helped by rules that are public. You need not do anything now.")
    if is_late(application):
        text = _(
            "Reading takes longer than we promised. Your application is in, nothing is missing, and people are reading it."
        )
    return [Step("now", _("We are reading applications"), text), _decision_next(application)]


def _interview(application: Application, at: datetime) -> list[Step]:
    text = _("We would like to talk with you. When and how stands here as soon as it is set, and we mail it to you.")
    return [Step("now", _("Interview"), text, at, "interview"), _decision_next(application)]


def _offered(application: Application, at: datetime) -> list[Step]:
    text = _("We offer you a seat. Accept or decline it, so that nobody waits in vain.")
    return [Step("now", _("You are offered a seat"), text, at, "offer"), _bootcamp_next(application)]


def _offered_until(application: Application, at: datetime, deadline: datetime) -> list[Step]:
    text = _(
        "We offer you a seat. Accept or decline it by %(when)s. After that it goes to the next person on the waitlist."
    )
    return [
        Step(
            "now",
            _("You are offered a seat"),
            text % {"when": say_moment(deadline, application.cohort.tz)},
            at,
            "offer",
        ),
        _bootcamp_next(application),
    ]


def _ran_out(application: Application, at: datetime) -> list[Step]:
    text = _(
        "We did not hear from you in time, so the seat went to the next person. You are welcome to apply to a later class."
    )
    return [Step("now", _("The offer ran out"), text, at)]


def _admitted(application: Application, at: datetime) -> list[Step]:
    cohort = application.cohort
    if cohort.state == cohort.State.FINISHED:
        return [
            Step("done", _("You accepted your seat"), at=at),
            Step("now", _("Your boot camp has finished"), _("What follows is on your learner page.")),
        ]
    if cohort.state == cohort.State.BOOT_CAMP:
        return [
            Step("done", _("You accepted your seat"), at=at),
            Step(
                "now",
                _("Your boot camp is running"),
                _("Sessions, marks and what is missing are on your learner page."),
            ),
        ]
    return [
        Step("now", _("You are in"), _("Your seat is yours. We write to you before the first day."), at),
        _bootcamp_next(application),
    ]


def _waitlisted(application: Application, at: datetime) -> list[Step]:
    cohort = application.cohort
    if cohort.state in (cohort.State.BOOT_CAMP, cohort.State.FINISHED):
        late = _("The boot camp has begun. Should a seat still become free, we write to you. You need not do anything.")
        return [Step("now", _("You are on the waitlist"), late, at)]
    text = _(
        "If a seat becomes free, we offer it in the order of the waitlist and write to you. You need not do anything."
    )
    return [Step("now", _("You are on the waitlist"), text, at), _bootcamp_next(application)]


def _rejected(application: Application, at: datetime) -> list[Step]:
    text = _(
        "We could not offer you a seat in this class. The main reasons are on a page of their own, with what you can do."
    )
    return [Step("now", _("Not admitted this time"), text, at)]


def _ineligible(application: Application, at: datetime) -> list[Step]:
    return [
        Step(
            "now",
            _("Closed: a requirement is not met"),
            _("You can read the reason, and ask a person to look again."),
            at,
        )
    ]


def _declined(application: Application, at: datetime) -> list[Step]:
    return [Step("now", _("You declined the seat"), _("You are welcome to apply to a later class."), at)]


def _withdrawn(application: Application, at: datetime) -> list[Step]:
    text = (
        _("You can take it up again until %(when)s.")
        % {"when": say_moment(application.cohort.closes_at, application.cohort.tz)}
        if application.cohort.is_open
        else _("You are welcome to apply to a later class.")
    )
    return [Step("now", _("You withdrew your application"), text, at)]


def _withdrawn_today(application: Application, at: datetime, until: datetime) -> list[Step]:
    text = _("You can take that back until %(when)s.") % {"when": say_moment(until, application.cohort.tz)}
    return [Step("now", _("You withdrew your application"), text, at, "withdrawn")]


def _duplicate(application: Application, at: datetime) -> list[Step]:
    text = _(
        "You sent two applications to this class. We keep one of them, with everything you wrote, and go on with that."
    )
    return [Step("now", _("Merged with your other application"), text, at)]


_NOW = {
    S.DRAFT: _draft,
    S.SUBMITTED: _reading,
    S.SCREENED: _reading,
    S.IN_REVIEW: _reading,
    S.INTERVIEW: _interview,
    S.OFFERED: _offered,
    S.ADMITTED: _admitted,
    S.WAITLISTED: _waitlisted,
    S.REJECTED: _rejected,
    S.INELIGIBLE: _ineligible,
    S.DECLINED: _declined,
    S.WITHDRAWN: _withdrawn,
    S.DUPLICATE: _duplicate,
}
