"""The main reasons behind many scores at once, in a number of queries that does not grow with them."""

from collections.abc import Sequence

from applicants.letters.reasons import LookedAt, missed_most
from applicants.models import RubricVersion, ScreeningResult, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.facts import definitions_of
from applicants.screening.rubric import bind
from cohorts.models import Question
from cohorts.selectors import spec_of


def main_reasons(run: ScreeningRun, ids: Sequence[int]) -> dict[int, str]:
    """For each of these applications that the run scored, the names of the criteria in which it missed most, joined in words.

    Empty where it missed nothing. An application without a score in the run is not in the answer. Three queries.
    """
    results = ScreeningResult.objects.filter(run=run, application__in=ids, band__gt=0)
    rows = list(results.values_list("application_id", "points", "application__question_set_id"))
    version = RubricVersion.objects.get(pk=run.rubric_version_id)
    looked_at = _looked_at(version, {form for _, _, form in rows})
    return {pk: in_words([each.name for each in missed_most(looked_at[form], points)]) for pk, points, form in rows}


def _looked_at(version: RubricVersion, forms: set[int]) -> dict[int, list[LookedAt]]:
    """What the rubric looks at in each of these forms; one query."""
    questions: dict[int, list[Question]] = {form: [] for form in forms}
    for each in (
        Question.objects.select_related("section")
        .filter(question_set__in=forms)
        .order_by("section__position", "position")
    ):
        questions[each.question_set_id].append(each)
    rubric = from_document(version.document)
    return {
        form: [
            LookedAt(
                bound.criterion.name,
                bound.criterion.why,
                bound.definition.question.label if bound.definition else "",
                bound.most,
            )
            for bound in bind(rubric, definitions_of([spec_of(each) for each in asked])).criteria
        ]
        for form, asked in questions.items()
    }


def in_words(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
