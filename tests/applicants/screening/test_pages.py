"""The workbench's pages of screening."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applicants.lifecycle import RunStatus
from applicants.models import ScreeningRun
from applicants.services import screening
from careerpath.accounts.roles import Role
from tests.applicants.screening.factories import make_applications
from tests.factories import make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Client]


@pytest.fixture
def recruiter(signed_in: SignIn) -> Client:
    return signed_in(Role.RECRUITER)


def start(count: int = 3, **given) -> ScreeningRun:
    cohort = make_cohort()
    make_applications(cohort, count)
    return screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=make_user(), **given)


def finished(count: int = 3) -> ScreeningRun:
    run = start(count)
    for batch in run.batches.all():
        screening.score_batch(batch.pk)
    run.refresh_from_db()
    return run


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"admin:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_recruiter_starts_a_run_and_lands_on_its_page(recruiter) -> None:
    cohort = make_cohort()
    make_applications(cohort, 2)
    form = recruiter.get(reverse("admin:screening-start"))
    assert form.status_code == 200
    sent = {"cohort": cohort.pk, "rubric_version": screening.default_rubric().pk}
    response = recruiter.post(reverse("admin:screening-start"), sent)
    run = ScreeningRun.objects.get()
    assert response["Location"] == reverse("admin:screening-run", args=[run.pk])
    assert run.total == 2
    assert run.created_by is not None


def test_a_run_over_nobody_is_refused_in_words_on_the_form(recruiter) -> None:
    cohort = make_cohort()
    sent = {"cohort": cohort.pk, "rubric_version": screening.default_rubric().pk}
    response = recruiter.post(reverse("admin:screening-start"), sent)
    assert response.status_code == 422
    assert "so there is nothing to screen." in response.content.decode()
    assert ScreeningRun.objects.count() == 0


def test_a_running_run_fetches_its_progress_and_can_be_paused_and_resumed(recruiter) -> None:
    run = start()
    assert f'hx-get="{reverse("admin:screening-run-progress", args=[run.pk])}"' in page(
        recruiter, "screening-run", run.pk
    )
    recruiter.post(reverse("admin:screening-run-act", args=[run.pk, "pause"]))
    run.refresh_from_db()
    assert run.status == RunStatus.PAUSED
    assert "Resume the run" in page(recruiter, "screening-run", run.pk)
    recruiter.post(reverse("admin:screening-run-act", args=[run.pk, "resume"]))
    recruiter.post(reverse("admin:screening-run-act", args=[run.pk, "cancel"]))
    run.refresh_from_db()
    assert run.status == RunStatus.CANCELLED


def test_an_action_that_is_too_late_is_refused_in_words(recruiter) -> None:
    run = finished()
    response = recruiter.post(reverse("admin:screening-run-act", args=[run.pk, "pause"]), follow=True)
    assert "It has finished already, so there is nothing to pause." in response.content.decode()
    assert recruiter.post(reverse("admin:screening-run-act", args=[run.pk, "explode"])).status_code == 404


def test_progress_is_a_part_for_htmx_and_says_when_to_load_the_page(recruiter) -> None:
    run = start()
    address = reverse("admin:screening-run-progress", args=[run.pk])
    part = recruiter.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "Waiting for a worker to begin" in part.content.decode()
    assert recruiter.get(address)["Location"] == reverse("admin:screening-run", args=[run.pk])
    for batch in run.batches.all():
        screening.score_batch(batch.pk)
    assert recruiter.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_finished_run_shows_its_bands_its_histogram_and_the_best(recruiter) -> None:
    run = finished(20)
    words = page(recruiter, "screening-run", run.pk)
    assert 'class="plot histogram"' in words
    assert "Borderline" in words
    assert run.result_digest in words
    best = run.results.filter(band__gt=0).order_by("-score", "application").first()
    assert reverse("admin:screening-explanation", args=[run.pk, best.application_id]) in words


def test_the_explanation_shows_each_answer_and_points_that_add_up(recruiter) -> None:
    application = make_application()
    run = screening.start_run(cohort=application.cohort, rubric_version=screening.default_rubric(), by=None)
    screening.score_batch(run.batches.get().pk)
    words = page(recruiter, "screening-explanation", run.pk, application.pk)
    assert "12 is in the band “12 to 14”." in words
    assert "A free curriculum for self-learners (not counted here: Books)" in words
    assert f"<strong>{run.results.get().score}</strong> of 1,000" in words


def test_the_results_are_paged_by_key_without_gap_or_repeat(recruiter, monkeypatch) -> None:
    from applicants.selectors.screening import results_page

    run = finished(30)
    eligible = run.results.filter(band__gt=0).count()
    seen, after = [], None
    while True:
        rows, after = results_page(run, after=after, size=7)
        seen += [(-row.score, row.application_id) for row in rows]
        if after is None:
            break
    assert seen == sorted(seen)
    assert len(seen) == eligible > 20
    assert "Nobody is here" in page(recruiter, "screening-results", run.pk, band="error")
    assert recruiter.get(reverse("admin:screening-results", args=[run.pk]), {"band": "nonsense"}).status_code == 404
    assert page(recruiter, "screening-results", run.pk, after="x-y")


def test_pages_take_the_same_number_of_queries_for_one_row_and_for_three(recruiter) -> None:
    def queries(name: str, *args: object) -> int:
        with CaptureQueriesContext(connection) as made:
            page(recruiter, name, *args)
        return len(made)

    one = finished(1)
    page(recruiter, "screening-runs")
    before = [queries("screening-runs"), queries("screening-run", one.pk), queries("screening-results", one.pk)]
    three, _ = finished(3), finished(1)
    assert [
        queries("screening-runs"),
        queries("screening-run", three.pk),
        queries("screening-results", three.pk),
    ] == before
    assert max(before) <= 15


def test_the_rubric_is_shown_as_a_table(recruiter) -> None:
    words = page(recruiter, "screening-rubric", screening.default_rubric().pk)
    assert "Hours a week spent learning" in words
    assert "36 or more" in words


def test_an_empty_list_says_what_will_be_here(recruiter) -> None:
    assert "Screening runs will be listed here" in page(recruiter, "screening-runs")


def test_a_manager_reads_and_does_not_act(signed_in) -> None:
    run = finished()
    manager = signed_in(Role.MANAGER)
    words = page(manager, "screening-run", run.pk)
    assert "kind=sort" not in words
    assert page(manager, "screening-runs")
    assert manager.get(reverse("admin:screening-start")).status_code == 403
    assert manager.get(f"{reverse('admin:operation-new')}?kind=sort&run={run.pk}").status_code == 403
    assert manager.post(reverse("admin:screening-run-act", args=[run.pk, "cancel"])).status_code == 403


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR])
def test_others_are_refused(signed_in, role) -> None:
    run = finished()
    client = signed_in(role)
    for name, args in (("screening-runs", ()), ("screening-run", (run.pk,)), ("screening-results", (run.pk,))):
        assert client.get(reverse(f"admin:{name}", args=args), follow=True).status_code == 403
