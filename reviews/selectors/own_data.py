"""For a person: what readers and interviewers wrote about them, without who, and the times they chose (`applicants.own_data`).

Drafts that nobody sent are not in it. While a decision is open, marks would tell it before it is told: they come with it.
"""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from applicants.lifecycle import ApplicationStatus as S
from applicants.models import Application
from applicants.own_data import Field, Part
from applicants.selectors.telling import told, with_what_is_told
from reviews.models import InterviewSlot, Scoresheet
from reviews.scorecard import Card, read_card
from reviews.selectors.companions import with_company

OPEN: Final = frozenset({S.DRAFT, S.SUBMITTED, S.SCREENED, S.IN_REVIEW, S.INTERVIEW})
"""As the person was told: nothing is decided yet."""


def own_reviews(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Two parts; six queries at most."""
    decided = [
        each.pk
        for each in with_what_is_told(Application.objects.filter(pk__in=applications))
        if told(each).status not in OPEN
    ]
    return [
        Part(
            "readings",
            _("What readers and interviewers wrote"),
            _(
                "Marks from 1 to 5, with the words beside them. Who wrote them is not said. Of an application that is not "
                "decided yet, this comes with the decision."
            ),
            _readings(decided),
        ),
        Part("interview_times", _("Times you chose for an interview"), "", _times(applications)),
    ]


def _readings(decided: Sequence[int]) -> list[list[Field]]:
    cards: dict[int, Card] = {}
    records = []
    for sheet in (
        Scoresheet.objects.filter(entry__application__in=decided)
        .select_related("round__scorecard_version", "round__cohort", "entry__application")
        .order_by("entry__application", "sent_at", "pk")
    ):
        version = sheet.round.scorecard_version
        card = cards.setdefault(version.pk, read_card(version.document))
        flags = {each.key: each.name for each in card.red_flags}
        records.append(
            [
                Field(
                    "application",
                    _("Application"),
                    str(sheet.entry.application.public_id),
                    sheet.round.cohort.name,
                ),
                Field("kind", _("Kind"), sheet.round.kind, sheet.round.get_kind_display()),
                Field("sent_at", _("Written"), sheet.sent_at),
                *(
                    Field(f"mark_{each.key}", each.name, mark, f"{mark}: {each.anchors[mark - 1]}")
                    for each, mark in zip(card.attributes, sheet.marks, strict=False)
                ),
                *(
                    Field(f"note_{each.key}", f"{each.name}: {_('why')}", str(sheet.notes[each.key]))
                    for each in card.attributes
                    if sheet.notes.get(each.key)
                ),
                Field("red_flags", _("To be looked at"), [flags.get(key, key) for key in sheet.red_flags]),
                Field("recommendation", _("Recommendation, 1 to 5"), sheet.recommendation),
                Field("comment", _("What they saw"), sheet.comment),
            ]
        )
    return records


def _times(applications: Sequence[int]) -> list[list[Field]]:
    return [
        [
            Field("starts_at", _("Begins"), slot.starts_at),
            Field("minutes", _("Minutes"), slot.minutes),
            Field("place", _("Place"), slot.place),
            Field("link", _("Link"), slot.link),
            Field("people", _("People of the programme"), slot.n_people),
            Field("chosen_at", _("Chosen"), slot.taken_at),
            Field("outcome", _("What became of it"), slot.outcome, str(slot.get_outcome_display())),
        ]
        for slot in with_company(InterviewSlot.objects.filter(entry__application__in=applications)).order_by(
            "starts_at", "pk"
        )
    ]
