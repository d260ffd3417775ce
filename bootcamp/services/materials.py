"""Materials: added, changed, put in another order and taken away by those who teach the class."""

from datetime import date
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from applicants.services.documents import check_document
from applicants.services.documents.keeping import store, stored_or_gone
from bootcamp.models import Material, MaterialFile, Module, Session
from careerpath.accounts.models import User


def save_material(
    material: Material | None,
    *,
    module: Module,
    title: str,
    visible_from: date,
    by: User,
    session: Session | None = None,
    url: str = "",
    file: File | None = None,
) -> Material:
    """Add a material (None), or change one. A link takes the place of its file, a file that of its link; with neither the one
    that is there stays. Raises DocumentRefused.
    """
    checked = check_document(file) if file is not None else None
    with stored_or_gone() as stored, transaction.atomic():
        Module.objects.select_for_update(no_key=True).get(pk=module.pk)  # places are given out one after the other
        row = material or Material(added_by=by)
        if material is None or material.module_id != module.pk:
            last = Material.objects.filter(module=module).aggregate(last=Max("position"))["last"]
            row.position = (last or 0) + 1
        row.module, row.session, row.title, row.visible_from = module, session, title, visible_from
        had = MaterialFile.objects.filter(material=row).first() if row.pk else None
        if url or file is not None:
            row.url = url
            if had:
                drop_file(had)
        row.save()
        if file is not None and checked is not None:
            store(MaterialFile(material=row), file, checked, stored)
    return row


@transaction.atomic
def remove_material(material: Material, *, by: User) -> None:
    """Take a material away, file and all."""
    if had := MaterialFile.objects.filter(material=material).first():
        drop_file(had)
    material.delete()


@transaction.atomic
def move_material(material: Material, *, up: bool, by: User) -> bool:
    """Let it change places with the one before it in its module, or the one after; whether there was one."""
    rows = list(
        Material.objects.select_for_update(no_key=True).filter(module=material.module_id).order_by("position", "pk")
    )
    place = next((place for place, row in enumerate(rows) if row.pk == material.pk), None)
    other = None if place is None else place + (-1 if up else 1)
    if place is None or other is None or not 0 <= other < len(rows):
        return False
    one, two = rows[place], rows[other]
    one.position, two.position = two.position, one.position
    Material.objects.bulk_update([one, two], ["position"])
    return True


def drop_file(had: MaterialFile) -> None:
    """Delete a row and, once that is certain, its file."""
    if name := had.file.name:
        transaction.on_commit(partial(default_storage.delete, name), robust=True)
    had.delete()
