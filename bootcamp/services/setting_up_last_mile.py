"""The catalogue of the last mile from the defaults. What a programme has edited stays as it is."""

from django.db import transaction

from bootcamp.default_last_mile import CHECKED_ON, CREDENTIALS, TRACKS
from bootcamp.models import Credential, CredentialComponent, Track, TrackModule
from careerpath.accounts.models import User


@transaction.atomic
def set_up_last_mile(*, by: User | None) -> list[Track]:
    """Make the shipped credentials and tracks that are not there yet. What exists is left as it was edited."""
    made: dict[str, Credential] = {}
    for plan in CREDENTIALS:
        made[plan.slug], is_new = Credential.objects.get_or_create(
            slug=plan.slug,
            defaults={
                **plan.values,
                "source_url": plan.source_url,
                "source_notes": plan.notes,
                "checked_on": CHECKED_ON,
            },
        )
        if is_new:
            CredentialComponent.objects.bulk_create(
                [
                    CredentialComponent(
                        credential=made[plan.slug], position=at, name=name, pass_score=pass_score, top_score=top
                    )
                    for at, (name, pass_score, top) in enumerate(plan.components, start=1)
                ]
            )
    tracks: list[Track] = []
    for wanted in TRACKS:
        track, is_new = Track.objects.get_or_create(
            slug=wanted.slug,
            defaults={
                "name": wanted.name,
                "description": wanted.description,
                "course_mark_min": wanted.course_mark_min,
            },
        )
        if is_new:
            track.credentials.set([made[slug] for slug in wanted.credentials])
            TrackModule.objects.bulk_create(
                [
                    TrackModule(track=track, module=module, weight=weight, mark_min=mark_min)
                    for module, weight, mark_min in wanted.modules
                ]
            )
        tracks.append(track)
    return tracks
