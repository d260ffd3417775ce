"""What recruiters find applications by: tags, views of the list that they saved, and the words of the answers."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from careerpath.pipeline import clock


class Tag(models.Model):
    """A word on applications."""

    name = models.CharField(_("tag"), max_length=40)

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_unique")]

    def __str__(self) -> str:
        return self.name


class ApplicationTag(models.Model):
    """A tag on an application, by whom and when."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint("application", "tag", name="application_tag_once")]
        indexes = [models.Index(fields=["tag", "application"], name="application_tag_of")]


class SavedView(models.Model):
    """Filters, order and columns of the list under a name. A shared one is offered to every recruiter."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(_("what it shows"))
    """The query string of the list, without the key of a page."""
    is_shared = models.BooleanField(_("offered to every recruiter"), default=False)
    is_default = models.BooleanField(_("shown first"), default=False)
    """Whether its owner's list opens with it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="saved_view_unique"),
            models.UniqueConstraint("owner", name="saved_view_one_default", condition=models.Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return self.name


class ApplicationWords(models.Model):
    """What the answers of a submitted application are found by: the words of its texts, and a term for each other answer.

    Beside the application and not an index on it, because a move would make every expression index anew: 0.3 ms of reading
    texts for each application that changes its status. Made by the worker (`services.indexing`) from what `WordsDue` names.
    """

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="words")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="application_words_found")]


class WordsDue(models.Model):
    """An application whose words are to be made. A trigger of the database writes these, so that no way in can forget to."""

    application_id = models.BigIntegerField()
