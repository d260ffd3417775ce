"""The demo's evaluations, and a few papers: what clients said at their days, what waits for the demo's contact."""

import random
from datetime import date, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from careerpath.accounts.models import User
from careerpath.ui.paper import set_paper
from placements.evaluation_days import days_until
from placements.lifecycle import PlacementStatus
from placements.models import ClientContact, DocumentKind, Evaluation, Placement, PlacementDocument
from placements.models.evaluation import LEVELS
from placements.services.documents import About, add_document
from reports.demo.calendar import at

LAYOUT = Path(__file__).with_name("paper.typ")
SAID = (
    "Answers the phone before it rings twice, and writes down what was asked.",
    "The night shift knows their name.",
    "Explains an outage in words that a ward understands.",
    "Careful with changes: nothing went live untested.",
)
BETTER = (
    "More time beside the lead analyst before the next release.",
    "Ask earlier when a ticket is stuck.",
    "Their access to the reporting tool came three weeks late; that is ours to mend.",
)
WAITING = 3
"""So many people of the demo's contact wait for an answer."""
SCOPE = (
    "Graduates of the programme work beside your analysts: application support, go-live support, interfaces.",
    "You name a supervisor for each, tell us how it goes at day 30, 60 and 90, then every quarter, and pay monthly.",
)
POLICY = (
    "Work from home is agreed with the supervisor, two days a week at most after day 30.",
    "Nothing about patients leaves the systems of the hospital: no prints, no photographs, no private devices.",
)
LETTER = (
    "You begin on the day that was agreed, at the main campus. Ask for your supervisor at the front desk at 8:30.",
    "Bring a document with your photograph. Your access is ready on the first day.",
)


def evaluate(*, contact: User, today: date, seed: int) -> None:
    """What clients said of everybody who has worked, in one statement; some open forms wait, three at the demo's contact."""
    rng = random.Random(f"evaluations:{seed}")  # noqa: S311  # a story, not a secret
    contacts = {one.client_id: one.user for one in ClientContact.objects.select_related("user").order_by("-pk")}
    rows, waiting = [], WAITING
    worked = Placement.objects.filter(starts_on__isnull=False, starts_on__lte=today).select_related("opening__client")
    for one in worked.order_by("pk"):
        first, by = one.starts_on, contacts.get(one.opening.client_id)
        if first is None or by is None:
            continue
        days = days_until((min(today, one.ended_on or today) - first).days)
        character = rng.choice((3.4, 3.9, 4.3))
        for number, day in enumerate(days):
            is_open = day == days[-1] and one.status == PlacementStatus.ACTIVE
            if is_open and by == contact and waiting:
                waiting -= 1
            elif rng.random() < (0.6 if is_open else 0.9):
                rows.append(_answer(one, day, by, min(first + timedelta(days=day), today), character + number / 8, rng))
    Evaluation.objects.bulk_create(rows)


def _answer(placement: Placement, day: int, by: User, on: date, middle: float, rng: random.Random) -> Evaluation:
    levels = {name: min(max(round(rng.gauss(middle, 0.7)), 1), 5) for name in (*LEVELS, "would_keep")}
    return Evaluation(
        placement=placement,
        day=day,
        went_well=rng.choice(SAID) if rng.random() < 0.6 else "",
        to_improve=rng.choice(BETTER) if rng.random() < 0.4 else "",
        shared=rng.random() < 0.8,
        answered_by=by,
        answered_at=at(on, 9),
        **levels,
    )


def send_papers(placement: Placement, *, by: User) -> None:
    """Three papers at the client of the demo's contact: what was agreed, a policy, and a letter for the demo's graduate."""
    client = placement.opening.client
    for about, words, whose in (
        (About(DocumentKind.STATEMENT_OF_WORK, "Statement of work"), SCOPE, None),
        (About(DocumentKind.POLICY, "Working from home, and private devices", for_person=True), POLICY, None),
        (About(DocumentKind.ASSIGNMENT, "Assignment letter", for_person=True), LETTER, placement),
    ):
        content = set_paper(LAYOUT, {"title": about.title, "paragraphs": list(words)})
        row = add_document(
            client=client,
            placement=whose,
            about=about,
            file=ContentFile(content, f"{about.title.split(',')[0].lower().replace(' ', '-')}.pdf"),
            by=by,
        )
        PlacementDocument.objects.filter(pk=row.pk).update(state="clean", settled_at=row.uploaded_at, next_try_at=None)
