"""The demo's last mile: intakes with seats, what people would like, sittings, certificates that are kept, one that ends soon."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from bootcamp.models import (
    Credential,
    CredentialAttempt,
    CredentialAward,
    CredentialComponent,
    CredentialRelease,
    Enrolment,
    Track,
    TrackEnrolment,
    TrackIntake,
    TrackInterest,
    UpkeepActivity,
)
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin_many
from reports.demo.admissions import Progress
from reports.demo.calendar import Dates, at

WAITING = 8
"""Graduates who are in no track yet, so that there is somebody to match."""
WHYS = (
    "I liked the workshop most of all.",
    "I worked at a help desk for two summers.",
    "I want to be where the record is built.",
    "Planning is what people come to me for.",
    "",
)
SPONSOR = "Mercy Valley Health"


def wishes(people: Sequence[Enrolment], *, seed: int) -> None:
    """Two or three choices for most of a class; one statement."""
    rng = random.Random(f"wishes:{seed}:{len(people)}")  # noqa: S311  # a story, not a secret
    tracks = list(Track.objects.order_by("pk"))
    TrackInterest.objects.bulk_create(
        [
            TrackInterest(enrolment=one, track=track, rank=rank, why=rng.choice(WHYS))
            for one in people
            if rng.random() < 0.85
            for rank, track in enumerate(rng.sample(tracks, k=rng.choice((2, 3, 3))), start=1)
        ]
    )


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _intakes(tracks: Sequence[Track], first: date, seats: int, sponsored: set[int]) -> dict[int, TrackIntake]:
    made = TrackIntake.objects.bulk_create(
        [
            TrackIntake(
                track=one,
                starts_on=first,
                ends_on=first + timedelta(days=46),
                seats=seats,
                sponsor=SPONSOR if one.pk in sponsored else "",
            )
            for one in tracks
        ]
    )
    return {one.track_id: one for one in made}


def last_mile(graduates: list[Enrolment], dates: Dates, *, by: User, seed: int, tell: Progress) -> None:
    """Most graduates have a seat in a track and sat for its credentials; some needed a second attempt. About twenty statements."""
    rng = random.Random(f"last-mile:{seed}")  # noqa: S311  # a story, not a secret
    tracks = list(Track.objects.prefetch_related("credentials__components").order_by("pk"))
    sponsored = {
        track.pk
        for track in tracks
        if any(one.access == Credential.Access.SPONSORED for one in track.credentials.all())
    }
    today = clock.now().date()
    waiting = WAITING if len(graduates) > 3 * WAITING else 1
    seated = graduates[:-waiting] or graduates
    given = _intakes(tracks, _monday(dates.bootcamp_ends), len(seated), sponsored)
    _intakes(tracks, _monday(today + timedelta(days=18)), 3, sponsored)
    joined = at(dates.bootcamp_ends + timedelta(days=5))
    rows = TrackEnrolment.objects.bulk_create(
        [
            TrackEnrolment(enrolment=one, track=track, intake=given[track.pk], status_changed_at=joined)
            for one in seated
            for track in [rng.choice(tracks)]
        ]
    )
    begin_many(rows, by=by, at=joined)
    leads_to = {track.pk: list(track.credentials.all()) for track in tracks}
    attempts: list[CredentialAttempt] = []
    complete: list[CredentialAttempt] = []
    first_day = dates.bootcamp_ends + timedelta(days=21)
    for row in rows:
        for credential in leads_to[row.track_id]:
            day = first_day + timedelta(days=rng.randint(0, 14))
            mine, is_complete = _sit(row.enrolment, credential, day, rng, by=by, today=today)
            attempts += mine
            if is_complete:
                complete.append(mine[-1])
    CredentialAttempt.objects.bulk_create(attempts)
    CredentialAward.objects.bulk_create(
        [
            CredentialAward(
                enrolment=one.enrolment,
                credential=one.credential,
                attempt=one,
                awarded_on=one.taken_on,
                holder_id=one.enrolment.application.applicant.user_id,
                recorded_by=by,
            )
            for one in complete
        ]
    )
    _keep(seated, today, by=by)
    tell("Last mile", len(graduates), len(graduates))


def _sit(
    graduate: Enrolment, credential: Credential, day: date, rng: random.Random, *, by: User, today: date
) -> tuple[list[CredentialAttempt], bool]:
    """The sittings of one person for one credential, part by part; and whether it is complete."""
    made: list[CredentialAttempt] = []
    parts: list[CredentialComponent | None] = [*credential.components.all()] or [None]
    for part in parts:
        what = part or credential
        passed = False
        for number in (1, 2):
            passed = rng.random() < 0.8
            score = _score(what.pass_score, what.top_score, rng, passed=passed)
            if day > today:
                return made, False
            outcome = CredentialAttempt.Outcome.PASSED if passed else CredentialAttempt.Outcome.FAILED
            made.append(
                CredentialAttempt(
                    enrolment=graduate,
                    credential=credential,
                    component=part,
                    number=number,
                    taken_on=day,
                    outcome=outcome,
                    score=score,
                    recorded_by=by,
                )
            )
            day += timedelta(days=1 if passed else credential.waiting_days + 1)
            if passed:
                break
        if not passed:
            return made, False
    return made, True


def _score(least: Decimal | None, top: Decimal | None, rng: random.Random, *, passed: bool) -> Decimal | None:
    if least is None or top is None:
        return None
    share = Decimal(str(round(rng.random(), 2)))
    exact = least + (top - least) * share if passed else least * (1 - share / 4) - 1
    return max(exact.quantize(Decimal(1)), Decimal(0))


def _keep(graduates: Sequence[Enrolment], today: date, *, by: User) -> None:
    """The first brought a certificate that ends in three weeks, the second one that lapsed; and a release waits for its update."""
    capm = Credential.objects.filter(slug="capm").first()
    servicenow = Credential.objects.filter(slug="servicenow-csa").first()
    if servicenow is not None:
        CredentialRelease.objects.get_or_create(
            credential=servicenow,
            name="Australia",
            defaults={"released_on": today - timedelta(days=20), "due_on": today + timedelta(days=70)},
        )
    if capm is None or len(graduates) < 2:
        return
    people = list(
        Enrolment.objects.filter(pk__in=[one.pk for one in graduates])
        .exclude(awards__credential=capm)
        .exclude(attempts__credential=capm)
        .select_related("application__applicant")
        .order_by("pk")[:2]
    )
    for one, left in zip(people, (21, -12), strict=False):
        awarded = today + timedelta(days=left) - timedelta(days=3 * 365 + 1)
        holder = one.application.applicant.user_id
        CredentialAward.objects.create(
            enrolment=one,
            credential=capm,
            awarded_on=awarded,
            holder_id=holder,
            recorded_by=by,
            certificate_number=f"CAPM-{1000 + one.pk}",
            evidence_note="The certificate was shown on screen.",
            verified_by=by,
            verified_at=clock.now(),
        )
        for title, days, verified in (("PMI chapter evening: agile contracts", 200, True), ("Webinar: risk", 9, False)):
            UpkeepActivity.objects.create(
                enrolment=one,
                credential=capm,
                title=title,
                done_on=today - timedelta(days=days),
                hours=Decimal(9 if verified else 3),
                evidence_note="Certificate of attendance",
                holder_id=holder,
                added_by=by,
                added_at=clock.now(),
                verified_by=by if verified else None,
                verified_at=clock.now() if verified else None,
            )
