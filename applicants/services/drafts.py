"""Drafts of people without an account: begun by the first save, found by a secret that only their browser or their mail has.

The database keeps the SHA-256 of a secret, never the secret. A browser gets its secret with the first page of the form, before
there is a draft: so two saves that leave it at the same moment bring the same secret, and the unique digest makes them one.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction

from applicants.models import Applicant, Application, DraftKey
from applicants.models.notices import NoticeKind
from applicants.selectors.wide import applications_where
from applicants.services.applying_rules import check_is_draft, check_is_open, check_takes_drafts, gone
from applicants.services.notices import write_notice
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_moment
from cohorts.models import Cohort
from cohorts.selectors import referral

KEPT: Final = timedelta(days=90)
"""How long after the deadline a draft is kept, and no way to it is good for longer."""
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 random bits, as they stand in a cookie or a link."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Whether it looks like one of ours."""
    return SECRET.fullmatch(text) is not None


def digest_of(secret: str) -> bytes:
    """What the database keeps of a secret."""
    return sha256(secret.encode()).digest()


def find_draft(secret: str, *, slug: str | None = None, at: datetime | None = None) -> Application | None:
    """The application that a secret leads to (to the cohort of that slug), with cohort, form and applicant; one query.

    None for a secret that is forged, too old, or of a draft that has an account by now.
    """
    if not is_secret(secret):
        return None
    condition = (
        "application.id = (SELECT application_id FROM applicants_draftkey WHERE digest = %s AND expires_at >= %s) "
        "AND (cohort.slug = %s OR %s)"
    )
    found = applications_where(condition, [digest_of(secret), at or clock.now(), slug or "", slug is None])
    return found[0] if found else None


def start_draft(
    *,
    cohort: Cohort,
    secret: str,
    referral_code: str = "",
    language: str = "",
    flags: Sequence[str] = (),
    at: datetime | None = None,
) -> Application:
    """The draft of this browser: the one its secret leads to, or a new one. Asked twice at once, it is one.

    Raises ApplyingRefused where the cohort is not open, or where the secret leads to something else.
    """
    moment = at or clock.now()
    check_is_open(cohort, moment)
    link = referral(cohort, referral_code)
    try:
        with transaction.atomic():
            application = Application.objects.create(
                cohort=cohort,
                applicant=Applicant.objects.create(language=language),
                question_set=cohort.question_set,
                university=link.university if link else None,
                flags=list(flags),
                started_at=moment,
            )
            add_key(application, secret, at=moment)
            begin(application, by=None, at=moment)
    except IntegrityError:  # the other request of this browser was quicker
        if found := find_draft(secret, slug=cohort.slug, at=moment):
            return found
        raise gone() from None
    return application


def add_key(application: Application, secret: str, *, at: datetime | None = None) -> None:
    """Make a secret a way to a draft, until 90 days after its cohort's deadline."""
    DraftKey.objects.create(
        application=application,
        digest=digest_of(secret),
        made_at=at or clock.now(),
        expires_at=application.cohort.closes_at + KEPT,
    )


def mail_resume_link(application: Application, *, to: str, at: datetime | None = None) -> None:
    """Mail a link with which a draft is gone on with on any device. Raises ApplyingRefused where it can no longer be changed.

    The address is not thereby anybody's: it is used for this mail and for the two reminders of a draft, which it can stop.
    """
    cohort, moment, secret = application.cohort, at or clock.now(), new_secret()
    check_is_draft(application)
    check_takes_drafts(cohort, moment)
    with transaction.atomic():
        add_key(application, secret, at=moment)
        write_notice(
            NoticeKind.RESUME_LINK,
            to=to,
            language=application.applicant.language,
            values={
                "cohort": cohort,
                "link": site_link("applicants:resume-link", secret),
                "closes": partial(say_moment, cohort.closes_at, cohort.tz),
            },
            once=f"resume-link:{digest_of(secret).hex()}",
            application=application,
            good_until=cohort.drafts_until,
        )


def holds_something(draft: Application) -> bool:
    """Whether anything was written into a draft."""
    return bool(draft.answers or draft.applicant.name)
