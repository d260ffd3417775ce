"""`manage.py screen`."""

import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from applicants.models import ApplicationFacts, ScreeningRun
from applicants.screening.document import from_document
from applicants.screening.rubric import bind
from applicants.services import screening
from applicants.services.facts import fact_definitions
from tests.applicants.screening.factories import make_applications
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db

MAPPING = Path(__file__).resolve().parents[3] / "docs" / "examples" / "new-coders-2016.toml"


def screen(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("screen", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_without_a_worker_it_does_the_work_itself_and_prints_one_line_of_figures() -> None:
    make_applications(make_cohort(slug="spring"), 40)
    out, err = screen("spring", "--wait", "--json")
    run = ScreeningRun.objects.get()
    figures = json.loads(out)
    assert len(out.splitlines()) == 1
    assert "No worker has taken it" in err
    assert {key: figures[key] for key in ("run", "total", "scored", "errors", "digest")} == {
        "run": run.pk,
        "total": 40,
        "scored": 40,
        "errors": 0,
        "digest": run.result_digest,
    }
    assert sum(figures["bands"].values()) == 40
    assert set(figures) == {"run", "total", "scored", "errors", "bands", "seconds", "per_second", "digest"}


def test_without_wait_it_only_starts_the_run() -> None:
    make_applications(make_cohort(slug="spring"), 2)
    out, err = screen("spring")
    assert out == ""
    assert "2 applications" in err
    assert ScreeningRun.objects.get().status == "running"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["autumn"], "There is no cohort “autumn”. There are: spring."),
        (
            ["spring", "--rubric", "stars"],
            "There is no rubric “stars” with a version. There are: potential-over-experience.",
        ),
        (["spring"], "Spring has no application that is submitted, so there is nothing to screen."),
    ],
)
def test_what_cannot_be_done_is_said_in_words(arguments: list[str], words: str) -> None:
    make_cohort(slug="spring", name="Spring")
    with pytest.raises(CommandError) as refused:
        screen(*arguments)
    assert str(refused.value) == words


@pytest.mark.realdata
def test_the_real_answers_are_scored_the_same_by_sql_and_by_python(real_answers: Path, tmp_path: Path) -> None:
    cohort = make_cohort(slug="real")
    copy = shutil.copy(real_answers, tmp_path)
    call_command("import_applications", str(copy), "--cohort=real", f"--mapping={MAPPING}", "--json", stdout=StringIO())
    screen("real", "--wait", "--json")
    run = ScreeningRun.objects.get()
    assert run.total > 9_400
    bound = bind(from_document(screening.default_rubric().document), fact_definitions(cohort.question_set))
    facts = dict(ApplicationFacts.objects.values_list("application", "values"))
    scored = {pk: row for pk, *row in run.results.values_list("application", "score", "band", "points", "rule")}
    python = {pk: bound.score(values) for pk, values in facts.items()}
    assert scored == {pk: [score.total, score.band, score.points, score.rule] for pk, score in python.items()}
    assert len(scored) == run.total
