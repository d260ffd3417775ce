"""When early warning speaks in a class."""

from django.db import transaction

from bootcamp.models import WarningRules
from bootcamp.services.looking_again import look_again_at_class
from careerpath.accounts.models import User


@transaction.atomic
def change_warning_rules(rules: WarningRules, *, by: User) -> WarningRules:
    """Keep the rules of a programme; everybody who is learning in its class is looked at again."""
    rules.changed_by = by
    rules.full_clean(exclude=["programme"])
    rules.save()
    look_again_at_class(rules.programme.cohort)
    return rules
