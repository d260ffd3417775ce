"""Setting up: a cohort's programme from the defaults, its instructors, and the catalogue of the last mile."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from bootcamp.default_programme import CREDENTIALS, DUE, ENDS, MODULES, STARTS, TRACKS, ModulePlan
from bootcamp.models import Assessment, Credential, Module, Programme, Session, Teaching, Track
from careerpath.accounts.models import User
from cohorts.models import Cohort


class ProgrammeRefused(ValueError):
    """A programme that does not fit together. The message says what is wrong and how to put it right."""


def check_weights(weights: Iterable[Decimal | int], of_what: str) -> None:
    """Raise ProgrammeRefused where weights (in per cent) do not sum to 100."""
    if (total := sum((Decimal(weight) for weight in weights), Decimal(0))) != 100:
        raise ProgrammeRefused(
            f"The weights of {of_what} sum to {total.normalize():f}. Change them so that they sum to 100."
        )


def weekdays(first: date, last: date) -> list[date]:
    """Monday to Friday, both ends included."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def spread(modules: Sequence[ModulePlan], days: Sequence[date]) -> list[tuple[int, str, date]]:
    """Lay the topics of all modules evenly over the days, in order: (index of the module, title, day), one a day.

    With fewer days than topics neighbouring topics of a module share a day (and its title); with more days a topic continues. Every
    module gets a day of its own; raises ProgrammeRefused where there are fewer days than modules.
    """
    if len(days) < len(modules):
        raise ProgrammeRefused(
            f"The boot camp has {len(days)} weekdays, and {len(modules)} modules need one each. Move its dates apart."
        )
    total = sum(len(module.topics) for module in modules)
    ends, before = [0], 0
    for index, module in enumerate(
        modules
    ):  # where each module ends, in days: its share, but at least one day for each
        before += len(module.topics)
        share = round(before * len(days) / total)
        ends.append(min(max(share, ends[-1] + 1), len(days) - (len(modules) - 1 - index)))
    laid: list[tuple[int, str, date]] = []
    for index, module in enumerate(modules):
        own = days[ends[index] : ends[index + 1]]
        for place, day in enumerate(own):
            first, last = place * len(module.topics) // len(own), (place + 1) * len(module.topics) // len(own)
            goes_on = first == last or (place and first == (place - 1) * len(module.topics) // len(own))
            titles = module.topics[first : max(last, first + 1)]
            laid.append((index, "; ".join(titles)[:140] + (" (continued)" if goes_on else ""), day))
    return laid


@transaction.atomic
def set_up_bootcamp(cohort: Cohort, *, by: User | None) -> Programme:
    """Copy the default programme into a cohort: modules, a session each weekday, assessments. Times are the cohort's own.

    A constant number of statements. A cohort that has a programme keeps it as it is: the same one is returned.
    """
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    programme, is_new = Programme.objects.get_or_create(cohort=cohort)
    if not is_new:
        return programme
    check_weights([plan.weight for plan in MODULES], "the modules")
    laid = spread(MODULES, weekdays(cohort.bootcamp_starts, cohort.bootcamp_ends))
    modules = Module.objects.bulk_create(
        [
            Module(
                programme=programme,
                position=position,
                kind=plan.kind,
                slug=plan.slug,
                title=plan.title,
                description=plan.description,
                weight=plan.weight,
                pass_mark=plan.pass_mark,
            )
            for position, plan in enumerate(MODULES, start=1)
        ]
    )

    def at(day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=cohort.tz)

    Session.objects.bulk_create(
        [
            Session(module=modules[index], title=title, starts_at=at(day, STARTS), ends_at=at(day, ENDS))
            for index, title, day in laid
        ]
    )
    assessments: list[Assessment] = []
    for index, plan in enumerate(MODULES):
        check_weights([item.weight for item in plan.assessments], f"“{plan.title}”")
        own = [day for place, _, day in laid if place == index]
        for position, item in enumerate(plan.assessments, start=1):
            share = item.topic * len(own) // len(plan.topics) if item.topic else len(own)
            assessments.append(
                Assessment(
                    module=modules[index],
                    position=position,
                    kind=item.kind,
                    title=item.title,
                    weight=item.weight,
                    due_at=at(own[max(share, 1) - 1], DUE),
                )
            )
    Assessment.objects.bulk_create(assessments)
    return programme


def assign_instructor(cohort: Cohort, *, instructor: User, by: User | None) -> Teaching:
    """Let an instructor teach a cohort; twice changes nothing."""
    return Teaching.objects.get_or_create(cohort=cohort, instructor=instructor, defaults={"assigned_by": by})[0]


@transaction.atomic
def set_up_last_mile(*, by: User | None) -> list[Track]:
    """Make the shipped credentials and tracks that are not there yet. What exists is left as it was edited."""
    made: dict[str, Credential] = {}
    for slug, name, issuer, code, access, months, maintenance, pass_score, top, attempts, days in CREDENTIALS:
        made[slug], _ = Credential.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "issuer": issuer,
                "code": code,
                "access": access,
                "validity_months": months,
                "maintenance": maintenance,
                "pass_score": pass_score,
                "top_score": top,
                "max_attempts": attempts,
                "waiting_days": days,
            },
        )
    tracks: list[Track] = []
    for slug, name, description, wanted in TRACKS:
        track, is_new = Track.objects.get_or_create(slug=slug, defaults={"name": name, "description": description})
        if is_new:
            track.credentials.set([made[key] for key in wanted])
        tracks.append(track)
    return tracks
