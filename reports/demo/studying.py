"""What makes learners' pages look alive: materials, work handed in, and what a class said of its modules."""

import random
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from bootcamp.models import (
    Assessment,
    Enrolment,
    Material,
    MaterialFile,
    Module,
    ModuleSurvey,
    Session,
    Submission,
    SubmissionFile,
    SurveyTaken,
)
from bootcamp.models.surveys import QUESTIONS, STEPS, no_counts
from bootcamp.services.surveying import LATEST, OPEN_FOR
from careerpath.accounts.demo import demo_email
from careerpath.accounts.models import User
from careerpath.pipeline import clock
from cohorts.models import Cohort

LINKS: Final = (
    ("How health care is paid for in the United States", "https://www.cms.gov/about-cms"),
    ("Project management, in one page", "https://www.pmi.org/learning/library"),
    ("Talking about change before it comes", "https://www.ahrq.gov/teamstepps-program/index.html"),
    ("What interoperability means", "https://www.healthit.gov/topic/interoperability"),
    ("FHIR, an overview for everybody", "https://hl7.org/fhir/overview.html"),
)
TEXTS: Final = (
    "More time for the exercises, please. The examples from the ward were the best part.",
    "I would like the slides the evening before.",
    "The pair work helped me most.",
    "The second day was too full.",
    "The office hours saved me. Keep them.",
    "A short summary at the end of each day would help.",
)
NOTES: Final = b"""Reading list

1. The patient's way through a clinic, from the telephone call to the bill.
2. Who writes down what, and where it is typed a second time.
3. Words that mean one thing in the ward and another in the office.
"""
WORK: Final = (
    "I followed one referral from the family doctor to the cardiologist. The same date of birth is typed four times. Two of the "
    "four could be taken over; the third is on paper because the fax is; the fourth is a check that somebody does on purpose."
)
TEXT: Final = "text/plain"


def study(cohort: Cohort, enrolments: list[Enrolment], *, by: User, seed: int) -> None:
    """Give a class materials, let it hand in what is due, and answer the surveys of the modules that are over."""
    rng = random.Random(f"study:{cohort.slug}:{seed}")  # noqa: S311  # a story, not a secret
    modules = list(Module.objects.filter(programme=cohort.pk, kind=Module.Kind.MODULE).order_by("position"))
    give_materials(modules, by=by)
    hand_work_in(cohort, enrolments, rng)
    survey(cohort, modules, enrolments, rng)


def give_materials(modules: list[Module], *, by: User) -> None:
    """A link for each module, and a file for the first."""
    starts = {module.pk: module.programme.cohort.bootcamp_starts for module in modules}
    rows = Material.objects.bulk_create(
        [
            Material(
                module=module,
                position=1,
                title=title,
                url=url,
                visible_from=starts[module.pk] + timedelta(days=7 * place),
                added_by=by,
            )
            for place, (module, (title, url)) in enumerate(zip(modules, LINKS, strict=False))
        ]
        + [
            Material(module=module, position=2, title="Reading list", visible_from=starts[module.pk], added_by=by)
            for module in modules[:1]
        ]
    )
    for row in rows[len(modules) :]:
        MaterialFile.objects.create(material=row, **clean_file(MaterialFile, "Reading list.txt", NOTES, clock.now()))


def hand_work_in(cohort: Cohort, enrolments: list[Enrolment], rng: random.Random) -> None:
    """Most people hand in most of what is due, a few of them late; the demo's learner as a file, in two versions."""
    now = clock.now()
    due = list(Assessment.objects.filter(module__programme=cohort.pk, hand_in=True, due_at__lt=now).order_by("due_at"))
    learner = Enrolment.objects.filter(cohort=cohort, application__applicant__user__email=demo_email("learner")).first()
    rows = []
    for place, assessment in enumerate(due):
        for enrolment in enrolments:
            draw, is_learner = rng.random(), learner is not None and enrolment.pk == learner.pk
            if draw > 0.95 and not is_learner:
                continue
            is_late = draw < 0.04 and not is_learner
            at = assessment.due_at + (timedelta(hours=20) if is_late else -timedelta(hours=rng.randint(1, 30)))
            if at > now:
                continue
            if is_learner and place == 0:
                rows.append(
                    Submission(
                        assessment=assessment,
                        enrolment=enrolment,
                        number=1,
                        text="A first draft.",
                        at=at - timedelta(days=1),
                    )
                )
            number = 2 if is_learner and place == 0 else 1
            text = "" if is_learner and place == 0 else WORK
            rows.append(
                Submission(
                    assessment=assessment, enrolment=enrolment, number=number, text=text, at=at, days_late=int(is_late)
                )
            )
    made = Submission.objects.bulk_create(rows)
    for submission in made:
        if not submission.text:
            SubmissionFile.objects.create(
                submission=submission,
                **clean_file(SubmissionFile, "Workflow of a referral.txt", WORK.encode(), submission.at),
            )


def survey(cohort: Cohort, modules: list[Module], enrolments: list[Enrolment], rng: random.Random) -> None:
    """The modules that are over have had their survey; that of the newest is still open where it would be."""
    now = clock.now()
    held = Session.objects.filter(module__in=modules, cancelled_at__isnull=True).order_by("ends_at")
    ends = dict(held.values_list("module_id", "ends_at"))  # the last of each
    surveys, taken = [], []
    learner = demo_email("learner")
    emails = dict(Enrolment.objects.filter(cohort=cohort).values_list("pk", "application__applicant__user__email"))
    over = [module for module in modules if module.pk in ends and ends[module.pk] < now]
    for module in over:
        counts, texts = no_counts(), []
        newest = module is over[-1] and now - ends[module.pk] < timedelta(days=7)
        # The newest stays open in the demo, so that there is something to answer.
        closes = max(ends[module.pk] + OPEN_FOR, now + LATEST) if newest else ends[module.pk] + OPEN_FOR
        level = rng.gauss(3.9, 0.3)
        people = [one for one in enrolments if rng.random() < 0.7 and not (newest and emails.get(one.pk) == learner)]
        for place in range(len(people)):
            for at in range(len(QUESTIONS)):
                score = min(max(round(rng.gauss(level, 0.9)), 1), STEPS)
                counts[at * STEPS + score - 1] += 1
            if place < len(TEXTS):
                texts.append(TEXTS[place])
        rng.shuffle(texts)
        surveys.append(
            ModuleSurvey(
                module=module,
                opens_at=ends[module.pk],
                closes_at=closes,
                answers=len(people),
                counts=counts,
                texts=texts,
            )
        )
        taken += [SurveyTaken(survey_id=module.pk, enrolment=one) for one in people]
    ModuleSurvey.objects.bulk_create(surveys)
    SurveyTaken.objects.bulk_create(taken)


def clean_file(kind: type[SubmissionFile | MaterialFile], name: str, content: bytes, at: datetime) -> dict[str, object]:
    """The values of a file's row that has been looked into; the file is kept."""
    digest = sha256(content).hexdigest()
    stored = default_storage.save(f"{kind.FOLDER}/demo-{digest[:16]}", ContentFile(content))
    return {
        "file": stored,
        "original_name": name,
        "content_type": TEXT,
        "size": len(content),
        "sha256": digest,
        "state": "clean",
        "settled_at": at,
        "next_try_at": None,
    }
