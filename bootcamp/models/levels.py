"""The four levels of a competency, as learners read them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """How far somebody is."""

    BEGINNING = 1, _("beginning")
    DEVELOPING = 2, _("developing")
    PROFICIENT = 3, _("proficient")
    ADVANCED = 4, _("advanced")
