"""Giving a browser's draft to the person who proved their address, together with what they had begun before. Nothing is lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Applicant, Application, Document, DraftKey
from applicants.selectors.applying import records_of
from applicants.services.applying_rules import ApplyingRefused, check_is_draft, check_is_kept, lock
from applicants.services.claiming import applicant_of
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import move

_WHY: Final = "Begun without signing in, and put together with the applicant's own application."


@dataclass(frozen=True)
class Attached:
    """What became of a draft: `theirs` as it is, `together` with one that they had begun, or `sent`: they have sent one already.

    `application` is the one that goes on. `kept` says whether older answers were kept aside, to be read on the person's own page.
    """

    application: Application
    how: Literal["theirs", "together", "sent"]
    kept: bool = False


def attach(application: Application, *, user: User, email: str, at: datetime | None = None) -> Attached:
    """Make a draft of nobody's the user's own. The keys of browsers and links to it end. Doing it twice changes nothing.

    Of a draft that the user has to the same cohort, each field takes the answer that was saved last; what it replaces is kept
    beside it. One that was withdrawn is taken up again. Raises ApplyingRefused where they had it deleted, and where the
    address is that of somebody else's record.
    """
    with transaction.atomic():
        draft = lock(application.pk)
        stray = draft.applicant
        if stray.user_id is not None:
            if stray.user_id != user.pk:
                raise ApplyingRefused(_("This application belongs to another account. Sign in with its address."))
            return Attached(draft, "theirs")
        check_is_draft(draft)
        DraftKey.objects.filter(application=draft).delete()
        mine = applicant_of(user)
        if mine is None and _become(stray, user, email):
            return Attached(draft, "theirs")
        mine = mine or applicant_of(user)  # another draft of theirs was proved at the same moment
        if mine is None:
            raise ApplyingRefused(
                _(
                    "There is an application under %(email)s that belongs to another account. Write to us, and a person will help."
                )
                % {"email": email}
            )
        _take_details(mine, stray, user)
        earlier = (
            Application.objects.filter(cohort=draft.cohort_id, applicant__in=records_of(user))
            .exclude(status=S.DUPLICATE)
            .order_by("-pk")
            .first()
        )
        if earlier is None:
            draft.applicant = mine
            draft.save(update_fields=["applicant"])
            stray.delete()
            return Attached(draft, "theirs")
        own = lock(earlier.pk)
        if own.status not in (S.DRAFT, S.WITHDRAWN):
            return Attached(own, "sent", kept=_set_aside(draft, mine, user, draft.answers, at))
        if own.status == S.WITHDRAWN:
            check_is_kept(own)
            move(own, to=S.DRAFT, by=user, reason="Taken up again by the applicant.", also={"submitted_at": None})
        replaced = _put_together(own, draft, at or clock.now())
        return Attached(own, "together", kept=_set_aside(draft, mine, user, replaced, at))


def _become(stray: Applicant, user: User, email: str) -> bool:
    """Make the record that the draft began with the person's; False where there is another of theirs, or of this address."""
    name = stray.name or user.name
    try:
        with transaction.atomic():
            Applicant.objects.filter(pk=stray.pk).update(user=user, email=email, name=name)
    except IntegrityError:
        return False
    stray.user, stray.email, stray.name = user, email, name
    if stray.name and not user.name:
        user.name = stray.name
        user.save(update_fields=["name"])
    return True


def _take_details(mine: Applicant, stray: Applicant, user: User) -> None:
    """What was typed now is newer than what the record held."""
    typed = {name: value for name in ("name", "phone", "language") if (value := getattr(stray, name))}
    changed = {name: value for name, value in typed.items() if value != getattr(mine, name)}
    if changed:
        Applicant.objects.filter(pk=mine.pk).update(**changed)
        for name, value in changed.items():
            setattr(mine, name, value)
    if stray.name and not user.name:
        user.name = stray.name
        user.save(update_fields=["name"])


def _put_together(own: Application, draft: Application, at: datetime) -> dict[str, Any]:
    """Put a draft's answers into another, and return the answers that gave way: of two, the draft that was saved last wins."""
    newer, older = (draft, own) if draft.updated_at >= own.updated_at else (own, draft)
    replaced = {
        key: answer for key, answer in older.answers.items() if key in newer.answers and newer.answers[key] != answer
    }
    own.answers = {**older.answers, **newer.answers}
    own.question_set = max((own, draft), key=lambda each: each.question_set_id).question_set
    own.university_id = own.university_id or draft.university_id
    own.flags = sorted({*own.flags, *draft.flags})
    own.updated_at = at
    Application.objects.filter(pk=own.pk).update(
        answers=own.answers,
        question_set=own.question_set,
        university=own.university_id,
        flags=own.flags,
        updated_at=at,
    )
    _newest_resume(own, draft)
    return replaced


def _newest_resume(own: Application, draft: Application) -> None:
    """The resume that was attached last goes with the application that goes on."""
    both = {
        each.application_id: each
        for each in Document.objects.filter(application__in=[own, draft], kind=Document.Kind.RESUME)
    }
    ours, theirs = both.get(own.pk), both.get(draft.pk)
    if theirs is None or (ours and ours.uploaded_at > theirs.uploaded_at):
        return
    if ours:  # one of each kind: it steps aside while the two change places
        Document.objects.filter(pk=ours.pk).update(kind="aside")
    Document.objects.filter(pk=theirs.pk).update(application=own)
    if ours:
        Document.objects.filter(pk=ours.pk).update(application=draft, kind=Document.Kind.RESUME)


def _set_aside(draft: Application, mine: Applicant, user: User, answers: dict[str, Any], at: datetime | None) -> bool:
    """Keep what gave way where its owner can read it, as merged into the other; whether there was anything. An empty draft goes."""
    stray = draft.applicant
    if not answers and not Document.objects.filter(application=draft).exists():
        draft.delete()
        stray.delete()
        return False
    Application.objects.filter(pk=draft.pk).update(answers=answers)
    move(draft, to=S.WITHDRAWN, by=user, reason=_WHY, at=at)
    move(draft, to=S.DUPLICATE, by=user, reason=_WHY, at=at)
    stray.merged_into = mine
    stray.save(update_fields=["merged_into"])
    return True
