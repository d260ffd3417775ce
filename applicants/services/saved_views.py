"""Saved views of the list: filters, order and columns under a name; one's own, or shared with every recruiter."""

from django.db import IntegrityError, transaction

from applicants.models import SavedView
from careerpath.accounts.models import User

MOST: int = 100
"""Views of one person."""
LONGEST_QUERY: int = 8000


class ViewRefused(ValueError):
    """A view cannot be saved or changed so; the message says why, in words."""


def default_view(user: User) -> SavedView | None:
    """The view with which this person's list opens."""
    return SavedView.objects.filter(owner=user, is_default=True).first()


def save_view(*, name: str, query: str, is_shared: bool = False, is_default: bool = False, by: User) -> SavedView:
    """Keep what the list shows under a name. A view of one's own with this name is replaced. Raises ViewRefused."""
    name = _name(name)
    if len(query) > LONGEST_QUERY:
        raise ViewRefused("These filters are too long to keep. Take some away.")
    with transaction.atomic():
        mine = SavedView.objects.select_for_update().filter(owner=by)
        old = mine.filter(name__iexact=name).first()
        if old is None and mine.count() >= MOST:
            raise ViewRefused(f"You have {MOST} views. Delete one that you no longer need.")
        if is_default:
            mine.filter(is_default=True).update(is_default=False)
        view = old or SavedView(owner=by)
        view.name, view.query, view.is_shared, view.is_default = name, query, is_shared, is_default
        _write(view)
    return view


def change_view(view: SavedView, *, name: str, is_shared: bool, is_default: bool, by: User) -> SavedView:
    """Rename it, share it or not, begin with it or not. Only its owner may. Raises ViewRefused."""
    _check_owner(view, by)
    with transaction.atomic():
        if is_default:
            SavedView.objects.filter(owner=by, is_default=True).exclude(pk=view.pk).update(is_default=False)
        view.name, view.is_shared, view.is_default = _name(name), is_shared, is_default
        _write(view)
    return view


def delete_view(view: SavedView, *, by: User) -> None:
    """Take a view away. Only its owner may. Raises ViewRefused."""
    _check_owner(view, by)
    view.delete()


def _check_owner(view: SavedView, by: User) -> None:
    if view.owner_id != by.pk:
        raise ViewRefused("This view belongs to somebody else. Save it under a name of your own to change it.")


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or "\x00" in name:
        raise ViewRefused("Give the view a name.")
    if len(name) > 60:
        raise ViewRefused(f"The name has {len(name)} characters; at most 60 fit.")
    return name


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise ViewRefused(f"You have a view “{view.name}” already. Choose another name.") from None
