"""What is missing for completion, in words for the learner, from the marks that are published."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bootcamp.models import Assessment, GradeState
from bootcamp.selectors.learning import Learning
from bootcamp.selectors.submissions import TAKES_PART
from careerpath.ui.moments import say_moment


@dataclass(frozen=True)
class Missing:
    """Something that stands between somebody and completion: what, in words, and the work to do it with, if it is one."""

    words: str
    assessment: Assessment | None = None
    urgent: bool = False


def what_is_missing(learning: Learning) -> list[Missing]:
    """What is missing for completion, from what is published: work to hand in, attendance, modules, the examination."""
    own, standing, plan = learning.own, learning.standing, learning.plan
    found: list[Missing] = []
    for each in learning.work:
        title, due = each.assessment.title, say_moment(each.assessment.due_at, learning.cohort.tz)
        if each.asked:
            words = _("Hand in “%(title)s” again: your instructor asked for it.") % {"title": title}
            found.append(Missing(words, each.assessment, urgent=True))
        elif each.is_overdue and own.status in TAKES_PART:
            words = _("Hand in “%(title)s”: it was due on %(due)s.") % {"title": title, "due": due}
            found.append(Missing(words, each.assessment, urgent=True))
        elif each.grade and each.grade.state == GradeState.MISSING and not each.versions:
            words = _("“%(title)s” is missing and counts as 0 until it is there.") % {"title": title}
            found.append(Missing(words, each.assessment if each.is_open else None, urgent=True))
    found += attendance_missing(learning)
    if plan.programme.every_module_needed:
        for module in standing.modules:
            found += module_missing(module.title, module.mark, module.pass_mark, module.ungraded)
    if plan.programme.examination_needed:
        if standing.examination is None:
            found.append(Missing(_("The examination has not been planned yet.")))
        else:
            exam = standing.examination
            found += module_missing(exam.title, exam.mark, exam.pass_mark, exam.ungraded)
    return found


def attendance_missing(learning: Learning) -> list[Missing]:
    """What attendance still asks for."""
    share, needed = learning.standing.attendance, learning.plan.programme.attendance_min
    words = {"needed": f"{needed.normalize():f}"}
    if share.percent is None:
        return [Missing(_("No attendance has been noted yet; %(needed)s%% is needed at the end.") % words)]
    words["now"] = str(share.percent)
    if learning.spare is not None and learning.spare < 0:
        text = _(
            "Your attendance is %(now)s%%, and %(needed)s%% can only be reached by making up time. "
            "Please talk to your instructor."
        )
        return [Missing(text % words, urgent=True)]
    if not share.reaches(needed):
        return [Missing(_("Your attendance is %(now)s%%; %(needed)s%% is needed at the end.") % words)]
    return []


def module_missing(title: str, mark: Decimal | None, needed: Decimal, ungraded: int) -> list[Missing]:
    """What a module still asks for; nothing where it is passed. `mark` and `needed` in per cent."""
    words = {"title": title, "mark": mark, "needed": f"{needed.normalize():f}"}
    if ungraded:
        count = {"n": ungraded, **words}
        if mark is None:
            text = ngettext(
                "%(title)s: %(n)s mark is still to come; %(needed)s is needed.",
                "%(title)s: %(n)s marks are still to come; %(needed)s is needed.",
                ungraded,
            )
        else:
            text = ngettext(
                "%(title)s: %(n)s mark is still to come. So far it is %(mark)s; %(needed)s is needed.",
                "%(title)s: %(n)s marks are still to come. So far it is %(mark)s; %(needed)s is needed.",
                ungraded,
            )
        return [Missing(text % count)]
    if mark is None:
        return [
            Missing(_("%(title)s: everything in it was excused, so there is no mark; %(needed)s is needed.") % words)
        ]
    if mark < needed:
        return [Missing(_("%(title)s: the mark is %(mark)s; %(needed)s is needed.") % words, urgent=True)]
    return []
