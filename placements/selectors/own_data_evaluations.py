"""For a person: what the client says and lets them read, the papers shared with them, and their answers to offers."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from applicants.own_data import Field, Part
from placements.models import Evaluation, OfferAnswer, PlacementDocument
from placements.models.evaluation import LEVELS


def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """Three queries. Not whether the client would keep them, nor what the client wrote for the programme alone."""
    mine = Q(placement__enrolment__application__in=applications)
    evaluations = Evaluation.objects.filter(mine, shared=True).select_related("placement__opening__client")
    papers = PlacementDocument.objects.filter(mine, for_person=True, removed_at__isnull=True).select_related("client")
    answers = OfferAnswer.objects.filter(mine).select_related("placement__opening__client")
    return [
        Part(
            "evaluations",
            _("What your client says"),
            "",
            [
                [
                    Field("client", _("Client"), each.placement.opening.client.name),
                    Field("day", _("Day of the placement"), each.day),
                    Field("answered_at", _("Answered"), each.answered_at),
                    *(
                        Field(name, str(Evaluation._meta.get_field(name).verbose_name), getattr(each, name))  # type: ignore[union-attr]  # plain fields
                        for name in LEVELS
                    ),
                    Field("went_well", _("Goes well"), each.went_well),
                    Field("to_improve", _("Should be better"), each.to_improve),
                ]
                for each in evaluations.order_by("placement", "day")
            ],
        ),
        Part(
            "placement_documents",
            _("Documents of your placements"),
            "",
            [
                [
                    Field("client", _("Client"), each.client.name),
                    Field("kind", _("What it is"), each.kind, each.get_kind_display()),
                    Field("title", _("Title"), each.title),
                    Field("valid_until", _("Valid until"), each.valid_until),
                    Field("uploaded_at", _("Sent"), each.uploaded_at),
                ]
                for each in papers.order_by("uploaded_at", "pk")
            ],
        ),
        Part(
            "offers_answered",
            _("Your answers to offers"),
            "",
            [
                [
                    Field("client", _("Client"), each.placement.opening.client.name),
                    Field("yes", _("Accepted"), each.yes),
                    Field("reason", _("What you would like us to know"), each.reason),
                    Field("at", _("Answered"), each.at),
                ]
                for each in answers.order_by("at", "pk")
            ],
        ),
    ]
