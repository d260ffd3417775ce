"""What somebody told us of themselves, for that person alone (`applicants.own_data`), and emptying their own words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from applicants.own_data import Field, Part
from reports.categories import CHOICE_LABELS, GENDER_LABELS, RACE_LABELS, Gender, Race
from reports.models import SelfIdentification, SelfIdentificationKey
from reports.wall import open_demographics


@sensitive_variables()
@open_demographics()
def own_parts(user_id: int, applications: Sequence[int]) -> list[Part]:
    """The answers on the voluntary page; one query. Asked by the account itself, so that no list of ids can ask for others."""
    keys = (
        SelfIdentificationKey.objects.filter(application__in=applications, application__applicant__user=user_id)
        .select_related("answers", "application__cohort")
        .order_by("application")
    )
    return [
        Part(
            "self_identification",
            _("The voluntary page"),
            _("Nobody who decides sees it."),
            [_record(each) for each in keys],
        )
    ]


def _record(key: SelfIdentificationKey) -> list[Field]:
    said = key.answers
    choices = {choice.value: str(label) for choice, label in CHOICE_LABELS.items()}
    races = [str(RACE_LABELS[Race(race)]) for race in said.races]
    gender = str(GENDER_LABELS[Gender(said.gender)]) if said.gender else ""
    return [
        Field("application", _("Application"), str(key.application.public_id), key.application.cohort.name),
        Field("state", _("State"), said.state, said.get_state_display()),
        Field("races", _("Race and ethnicity"), list(said.races), ", ".join(races)),
        Field("races_declined", _("Race and ethnicity: prefer not to say"), said.races_declined),
        Field("gender", _("Gender"), said.gender, gender),
        Field("gender_words", _("Gender, in your words"), said.gender_words),
        Field("disability", _("Disability"), said.disability, choices.get(said.disability, "")),
        Field("veteran", _("Service in the armed forces"), said.veteran, choices.get(said.veteran, "")),
        Field("changed_at", _("Last changed"), said.changed_at),
    ]


@open_demographics()
def erase_words(applications: Sequence[int]) -> int:
    """Empty what people wrote of their gender in their own words. What they ticked is counted, and leads to nobody any more."""
    keys = SelfIdentificationKey.objects.filter(application__in=applications).values("answers")
    return SelfIdentification.objects.filter(key__in=keys).exclude(gender_words="").update(gender_words="")
