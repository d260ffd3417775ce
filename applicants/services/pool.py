"""The talent pool by the calendar: a consent ends by itself, and its giver is reminded once before."""

from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction

from applicants.models import NoticeKind, TalentConsent
from applicants.services.notices import write_notice
from careerpath.pipeline import clock
from careerpath.ui.links import site_link
from careerpath.ui.moments import say_day

REMIND_BEFORE: Final = timedelta(days=14)
LOT: Final = 200


@transaction.atomic
def remind_of_ending() -> int:
    """Write to those whose consent ends within two weeks and who have not been reminded; how many, at most a lot."""
    today = clock.now().date()
    ending = list(
        TalentConsent.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(withdrawn_at=None, reminded_at=None, until__gte=today, until__lte=today + REMIND_BEFORE)
        .select_related("applicant")
        .order_by("until", "pk")[:LOT]
    )
    for consent in ending:
        person = consent.applicant
        write_notice(
            NoticeKind.TALENT_ENDING,
            to=person.email,
            language=person.language,
            values={
                "name": person.name,
                "until": partial(say_day, consent.until),
                "data_link": site_link("applicants:your-data"),
            },
            once=f"talent:{person.pk}:{consent.until}",
        )
    TalentConsent.objects.filter(pk__in=[each.pk for each in ending]).update(reminded_at=clock.now())
    return len(ending)
