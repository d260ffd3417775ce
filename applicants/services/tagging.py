"""Tags on one application. All that match are tagged by a bulk operation (services/operations/tag.py)."""

from django.db import IntegrityError, transaction

from applicants.models import Application, ApplicationTag, Tag
from careerpath.accounts.models import User

LONGEST: int = 40


class TagRefused(ValueError):
    """A tag cannot be put on; the message says why, in words."""


def put_tag(application: Application, *, name: str, by: User) -> Tag:
    """Put a tag on an application; a new word makes a new tag, capitals make no difference. Twice is once. Raises TagRefused."""
    name = " ".join(name.split())
    if not name or "\x00" in name:
        raise TagRefused("Write a tag.")
    if len(name) > LONGEST:
        raise TagRefused(f"The tag has {len(name)} characters; at most {LONGEST} fit.")
    tag = _tag(name)
    ApplicationTag.objects.bulk_create([ApplicationTag(application=application, tag=tag, by=by)], ignore_conflicts=True)
    return tag


def take_tag(application: Application, *, tag: int, by: User) -> None:
    """Take a tag off an application; one that is not there is no error."""
    ApplicationTag.objects.filter(application=application, tag=tag).delete()


def _tag(name: str) -> Tag:
    found = Tag.objects.filter(name__iexact=name).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Tag.objects.create(name=name)
    except IntegrityError:  # somebody else made it this moment
        return Tag.objects.get(name__iexact=name)
