"""Random lives: legal moves and everything else that can change a count, one thing at a time, from a seed."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from applicants.models import Application, DecisionRelease
from bootcamp.models import Credential, CredentialAttempt, CredentialAward, Enrolment, Track, TrackEnrolment
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from careerpath.pipeline.history import begin, move, move_many, undo_many
from cohorts.models import Cohort, University
from placements.models import Opening, Placement
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.wall import open_demographics
from tests.factories import make_application, make_cohort, make_university, make_user
from tests.placements.factories import make_credential, make_opening

START = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


class World:
    """Two cohorts and whoever passes through them. `step` does one thing, at the moment `now`."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # a test, not a secret
        self.now = START
        self.cohorts: list[Cohort] = [make_cohort(capacity=1000) for _ in range(2)]
        self.universities: list[University] = [make_university() for _ in range(2)]
        self.user: User = make_user()
        self.credentials: list[Credential] = [make_credential(f"C{number}") for number in range(2)]
        self.track = Track.objects.create(slug="track", name="Track")
        self.openings: list[Opening] = [make_opening(seats=1000) for _ in range(4)]
        self.batches: list[Any] = []
        self.releases: list[DecisionRelease] = []
        for _ in range(20):
            self.apply()

    def step(self) -> None:
        """One thing happens, and some time goes by."""
        self.now += self.dice.choice([timedelta(minutes=7), timedelta(hours=30), timedelta(days=4, hours=11)])
        with clock.at(self.now):
            self.dice.choices([work for work, _ in self.things], [often for _, often in self.things])[0]()

    @property
    def things(self) -> list[tuple[Callable[[], None], int]]:
        return [
            (self.apply, 12),
            (self.move_one, 5),
            (self.onward, 40),
            (self.move_some, 2),
            (self.release, 2),
            (self.undo_release, 2),
            (self.undo_a_batch, 2),
            (self.enrol, 14),
            (self.train, 20),
            (self.defer_to_another_class, 1),
            (self.examine, 8),
            (self.bring_a_credential, 1),
            (self.track_it, 3),
            (self.place, 12),
            (self.work_on, 24),
            (self.change_days, 3),
            (self.identify, 10),
            (self.unidentify, 1),
            (self.change_origin, 2),
            (self.erase, 1),
            (self.wait, 2),
        ]

    def one(self, model: Any, **filters: Any) -> Any:
        found = list(model.objects.filter(**filters).order_by("pk"))
        return self.dice.choice(found) if found else None

    def apply(self) -> None:
        fields = {
            "university": self.dice.choice([None, *self.universities]),
            "source": self.dice.choice(["web", "import"]),
            "draft": self.dice.random() < 0.2,
        }
        make_application(self.dice.choice(self.cohorts), at=self.now, **fields)

    def move_one(self, *statuses: str) -> None:
        sources = {old for to in statuses for old in Application.LIFECYCLE.sources(to)} or Application.LIFECYCLE.labels
        if application := self.one(Application, status__in=sorted(sources)):
            legal = sorted(Application.LIFECYCLE.moves.get(application.status, ()))
            wanted = [status for status in legal if not statuses or status in statuses]
            if wanted:
                to = self.dice.choice(wanted)
                if to == "submitted":
                    Application.objects.filter(pk=application.pk).update(submitted_at=self.now)
                move(application, to=to, by=None)

    def onward(self) -> None:
        self.move_one(
            *self.dice.choice([("submitted", "screened"), ("in_review", "interview"), ("offered",), ("admitted",)])
        )

    def some(self) -> Any:
        ids = list(Application.objects.order_by("pk").values_list("pk", flat=True))
        return Application.objects.filter(pk__in=self.dice.sample(ids, len(ids) // 2))

    def move_some(self) -> None:
        to = self.dice.choice(["screened", "in_review", "interview", "duplicate", "withdrawn"])
        self.batches.append(move_many(self.some(), to=to, by=None).batch)

    def release(self) -> None:
        cohort = self.dice.choice(self.cohorts)
        done = DecisionRelease.objects.create(cohort=cohort, released_by=self.user)
        for kind in self.dice.sample(["offered", "waitlisted", "rejected"], 2):
            move_many(self.some().filter(cohort=cohort), to=kind, by=None, batch=done.batch)
        self.releases.append(done)

    def undo_release(self) -> None:
        if self.releases:
            done = self.releases.pop(self.dice.randrange(len(self.releases)))
            undo_many(Application, batch=done.batch, by=None, undo_batch=uuid4())
            done.undone_at, done.undone_by = self.now, self.user
            done.save(update_fields=["undone_at", "undone_by"])

    def undo_a_batch(self) -> None:
        if self.batches:
            undo_many(Application, batch=self.batches.pop(), by=None)

    def enrol(self) -> None:
        if application := self.one(Application, status="admitted", enrolment__isnull=True):
            begin(Enrolment.objects.create(application=application, cohort=application.cohort), by=None)

    def train(self) -> None:
        if enrolment := self.one(Enrolment, status__in=["enrolled", "in_training", "deferred", "dismissed"]):
            legal = sorted(Enrolment.LIFECYCLE.moves.get(enrolment.status, ()))
            onward = [status for status in legal if status in ("in_training", "completed", "enrolled")]
            legal = onward if onward and self.dice.random() < 0.7 else legal
            if legal:
                move(enrolment, to=self.dice.choice(legal), by=None)

    def defer_to_another_class(self) -> None:
        if enrolment := self.one(Enrolment):
            Enrolment.objects.filter(pk=enrolment.pk).update(cohort=self.dice.choice(self.cohorts))

    def examine(self) -> None:
        enrolment, credential = self.one(Enrolment), self.dice.choice(self.credentials)
        if enrolment is None:
            return
        earlier = CredentialAttempt.objects.filter(enrolment=enrolment, credential=credential)
        if earlier.filter(outcome="passed").exists():
            if self.dice.random() < 0.3:
                CredentialAward.objects.filter(enrolment=enrolment).delete()
            return
        attempt = CredentialAttempt.objects.create(
            enrolment=enrolment,
            credential=credential,
            number=earlier.count() + 1,
            taken_on=self.now.date(),
            outcome=self.dice.choice(["passed", "failed", "no_show"]),
        )
        if attempt.outcome == "passed":
            CredentialAward.objects.create(
                enrolment=enrolment, credential=credential, attempt=attempt, awarded_on=self.now.date()
            )

    def bring_a_credential(self) -> None:
        if enrolment := self.one(Enrolment):
            CredentialAward.objects.get_or_create(
                enrolment=enrolment, credential=self.credentials[0], awarded_on=START.date()
            )

    def track_it(self) -> None:
        if enrolment := self.one(Enrolment):
            track, is_new = TrackEnrolment.objects.get_or_create(enrolment=enrolment, track=self.track)
            if is_new:
                begin(track, by=None)
            elif legal := sorted(TrackEnrolment.LIFECYCLE.moves.get(track.status, ())):
                move(track, to=self.dice.choice(legal), by=None)

    def place(self) -> None:
        enrolment, opening = self.one(Enrolment, status="completed"), self.dice.choice(self.openings)
        if enrolment and not Placement.objects.filter(enrolment=enrolment, opening=opening).exists():
            first = self.now.date() + timedelta(days=self.dice.choice([-3, 10, 40]))
            begin(
                Placement.objects.create(
                    enrolment=enrolment, opening=opening, presented_at=self.now, starts_on=first, ends_on=None
                ),
                by=None,
            )

    def work_on(self) -> None:
        placement = self.one(Placement)
        if placement is None:
            return
        legal = sorted(Placement.LIFECYCLE.moves.get(placement.status, ()))
        onward = [status for status in legal if status not in ("not_selected", "ended_early")]
        legal = onward if onward and self.dice.random() < 0.8 else legal
        if not legal:
            return
        to, others = self.dice.choice(legal), Placement.objects.filter(enrolment=placement.enrolment_id)
        committed = ("accepted", "onboarding", "active")
        if to in committed and others.exclude(pk=placement.pk).filter(status__in=committed).exists():
            return
        also: dict[str, Any] = {}
        if to in ("completed", "converted", "ended_early"):
            also["ended_on"] = self.now.date()
        if to == "ended_early":
            also["end_reason"] = "project"
        move(placement, to=to, by=None, also=also)

    def change_days(self) -> None:
        if placement := self.one(Placement):
            days = {"starts_on": placement.starts_on + timedelta(days=self.dice.choice([-100, -1, 1]))}
            if placement.ended_on:
                days["ended_on"] = placement.ended_on + timedelta(days=self.dice.choice([-20, 1, 150]))
            Placement.objects.filter(pk=placement.pk).update(**days)

    def identify(self) -> None:
        application = self.one(Application)
        if application is None:
            return
        with open_demographics():
            key = SelfIdentificationKey.objects.select_related("answers").filter(application=application).first()
            row = key.answers if key else SelfIdentification()
            row.state = self.dice.choice(["answered", "answered", "answered", "skipped"])
            said = row.state == "answered"
            row.races = self.dice.choice([["black"], ["white"], ["asian", "white"]]) if said else []
            row.gender = self.dice.choice(["woman", "man", ""]) if said else ""
            row.veteran = self.dice.choice(["", "declined"]) if said else ""
            row.save()
            if key is None:
                SelfIdentificationKey.objects.create(application=application, answers=row)

    def unidentify(self) -> None:
        with open_demographics():
            if row := self.one(SelfIdentification):
                row.delete()

    def change_origin(self) -> None:
        if application := self.one(Application):
            application.university = self.dice.choice([None, *self.universities])
            application.source = self.dice.choice(["web", "import"])
            application.cohort = self.dice.choice(self.cohorts)
            application.save()

    def erase(self) -> None:
        enrolment, application = self.one(Enrolment), self.one(Application, enrolment__isnull=True)
        if enrolment and self.dice.random() < 0.3:
            Placement.objects.filter(enrolment=enrolment).delete()
            if self.dice.random() < 0.5:
                CredentialAward.objects.filter(enrolment=enrolment).delete()
                enrolment.delete()
        elif application and not application.results.exists():
            application.delete()

    def wait(self) -> None:
        self.now += timedelta(days=self.dice.choice([30, 95]))
