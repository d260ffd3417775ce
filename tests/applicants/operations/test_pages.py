"""The pages: choose, confirm, watch, read what came of it; without JavaScript, as whom may, with a constant number of queries."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from applicants.lifecycle import OperationStatus
from applicants.models import Application, BulkOperation, Tag
from applicants.services import operations
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from tests.applicants.deciding.factories import make_recruiter, make_screened
from tests.applicants.operations.factories import confirmed, done, prepared
from tests.applicants.screening.factories import make_applications
from tests.factories import make_applicant, make_application, make_cohort, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def recruiter():
    return make_recruiter()


@pytest.fixture
def cohort():
    return make_cohort()


@pytest.fixture
def client(recruiter, signed_in):
    return signed_in(recruiter)


def page_of(client, operation):
    return client.get(reverse("admin:operation", args=[operation.pk]))


def act(client, operation, action, **data):
    return client.post(reverse("admin:operation-act", args=[operation.pk, action]), data)


def new_url(kind, cohort, **query):
    parts = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{reverse('admin:operation-new')}?kind={kind}&cohort={cohort.slug}{parts}"


def test_list_says_what_will_stand_here_before_the_first(client):
    assert "No bulk operations yet" in client.get(reverse("admin:operations")).content.decode()


def test_list_takes_the_same_queries_for_one_and_three(client, recruiter, cohort):
    make_screened(cohort, 2)
    counts = []
    for number in (1, 3):
        while BulkOperation.objects.count() < number:
            done(cohort, by=recruiter)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("admin:operations")).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_from_the_filters_of_the_list_to_the_outcome_by_forms_alone(client, recruiter, cohort, signed_in):
    first, second = make_screened(cohort, 2)
    make_application(cohort)
    found = client.get(new_url("stage", cohort, status="screened"))
    assert "Stage a decision: 2 applications" in found.content.decode()
    prepared_at = client.post(
        new_url("stage", cohort, status="screened"), {"decision": "rejected", "reason": "The class was full."}
    )
    operation = BulkOperation.objects.get()
    assert prepared_at["Location"] == reverse("admin:operation", args=[operation.pk])
    page = page_of(client, operation).content.decode()
    assert "Stage 2 decisions" in page
    assert "The class was full." in page
    assert operation.chunks.get().application_ids == [first.pk, second.pk]
    act(client, operation, "confirm")
    for pk in operation.chunks.values_list("pk", flat=True):
        operations.work_chunk(pk)
    page = page_of(client, operation).content.decode()
    assert "Finished" in page
    assert first.decisions.get().reason == "The class was full."
    rows = client.get(reverse("admin:operation-outcomes", args=[operation.pk])).content.decode()
    assert escape(first.applicant.name) in rows


def test_a_refusal_without_a_reason_is_said_beside_the_field(client, cohort):
    make_screened(cohort)
    response = client.post(new_url("stage", cohort), {"decision": "rejected", "reason": ""})
    assert response.status_code == 422
    assert "Write the main reasons" in response.content.decode()
    assert BulkOperation.objects.count() == 0


def test_assigning_without_a_choice_is_refused_and_nobody_is_a_choice(client, recruiter, cohort):
    make_screened(cohort)
    assert client.post(new_url("assign", cohort), {}).status_code == 422
    assert client.post(new_url("assign", cohort), {"to": ["nobody", recruiter.pk]}).status_code == 422
    client.post(new_url("assign", cohort), {"to": ["nobody"]})
    assert BulkOperation.objects.get().params == {"to": []}


def test_a_tag_is_written_as_it_is_already(client, cohort):
    make_screened(cohort)
    Tag.objects.create(name="Nurse")
    client.post(new_url("tag", cohort), {"tag": " nurse ", "do": "add"})
    assert BulkOperation.objects.get().params == {"tag": "Nurse", "do": "add"}


def test_nobody_matches_and_no_class_and_no_kind(client, cohort):
    assert "Nobody matches" in client.get(new_url("review", cohort)).content.decode()
    assert client.get(f"{reverse('admin:operation-new')}?kind=review&cohort=none").status_code == 404
    assert client.get(new_url("burn", cohort)).status_code == 404


def test_above_a_hundred_the_page_asks_for_the_number_and_the_server_checks_it(client, recruiter, cohort):
    make_applications(cohort, 101, status="screened")
    operation = prepared(cohort, by=recruiter)
    assert "Type 101 to confirm" in page_of(client, operation).content.decode()
    response = act(client, operation, "confirm", typed="100")
    assert response.status_code == 422
    assert "Type the number of applications, 101, to confirm." in response.content.decode()
    operation.refresh_from_db()
    assert operation.status == OperationStatus.PREPARED
    assert act(client, operation, "confirm", typed="101").status_code == 302
    operation.refresh_from_db()
    assert operation.status == OperationStatus.RUNNING


def test_confirmed_by_somebody_else_meanwhile_leads_to_the_progress(client, recruiter, cohort):
    make_screened(cohort)
    operation = prepared(cohort, by=recruiter)
    confirmed(BulkOperation.objects.get(), by=make_recruiter())
    response = act(client, operation, "confirm")
    assert response.status_code == 302
    assert "confirmed or cancelled before" in page_of(client, operation).content.decode()


def test_confirmation_says_who_will_be_skipped(client, recruiter, cohort):
    [offered] = make_screened(cohort)
    make_screened(cohort, 2)
    move(offered, to="offered", by=recruiter)
    page = page_of(client, prepared(cohort, by=recruiter)).content.decode()
    assert "2 will be done and 1 skipped" in page
    assert "Its decision was released." in page


def test_progress_polls_while_it_runs_and_then_loads_the_page(client, recruiter, cohort):
    make_screened(cohort, 2)
    operation = confirmed(prepared(cohort, by=recruiter), by=recruiter)
    page = page_of(client, operation).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "Show how far it is now" in page
    url = reverse("admin:operation", args=[operation.pk])
    part = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Waiting for a worker to begin" in part
    operations.work_chunk(operation.chunks.get().pk)
    assert client.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_paused_resumed_and_cancelled_by_buttons(client, recruiter, cohort):
    make_screened(cohort, 2)
    operation = confirmed(prepared(cohort, by=recruiter), by=recruiter)
    for action, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        assert act(client, operation, action).status_code == 302
        operation.refresh_from_db()
        assert operation.status == status
    assert "cancelled before their turn came" in page_of(client, operation).content.decode()
    assert act(client, operation, "explode").status_code == 404


def test_a_manager_reads_and_does_not_act(recruiter, cohort, signed_in):
    make_screened(cohort)
    operation = prepared(cohort, by=recruiter)
    manager = signed_in(make_user(Role.MANAGER))
    page = page_of(manager, operation)
    assert page.status_code == 200
    assert "Your role may look at this operation" in page.content.decode()
    assert act(manager, operation, "confirm").status_code == 403
    assert manager.get(new_url("review", cohort)).status_code == 403


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.INSTRUCTOR, Role.CLIENT, Role.MENTOR])
def test_others_see_nothing(recruiter, cohort, signed_in, role):
    make_screened(cohort)
    operation = prepared(cohort, by=recruiter)
    client = signed_in(make_user(role))
    for url in (
        reverse("admin:operations"),
        reverse("admin:operation", args=[operation.pk]),
        reverse("admin:operation-outcomes", args=[operation.pk]),
        reverse("admin:operation-csv", args=[operation.pk]),
    ):
        response = client.get(url, follow=True)
        assert response.status_code == 403, url


def test_outcomes_are_grouped_by_reason_and_paged_by_key(client, recruiter, cohort):
    make_applications(cohort, 103, status="screened")
    make_applications(cohort, 2, status="withdrawn")
    operation = done(cohort, by=recruiter)
    page = page_of(client, operation).content.decode()
    assert "Skipped and failed, and why" in page
    url = reverse("admin:operation-outcomes", args=[operation.pk])
    first = client.get(url, {"outcome": "done"})
    assert len(first.context["rows"]) == 100
    second = client.get(url + first.context["next_url"])
    assert len(second.context["rows"]) == 3
    assert second.context["next_url"] == ""
    skipped = client.get(url, {"outcome": "skipped"}).context["rows"]
    assert len(skipped) == 2
    assert client.get(url, {"outcome": "burned"}).status_code == 404


def test_outcomes_as_csv_are_all_there_and_no_formula(client, recruiter, cohort):
    person = make_applicant(name="=1+1")
    odd = make_application(cohort, applicant=person)
    move(odd, to="screened", by=recruiter)
    gone = make_application(cohort)
    operation = confirmed(prepared(cohort, by=recruiter), by=recruiter)
    gone.delete()
    operations.work_chunk(operation.chunks.get().pk)
    response = client.get(reverse("admin:operation-csv", args=[operation.pk]))
    assert response["Content-Disposition"] == f'attachment; filename="operation-{operation.pk}.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["applicant"], row["outcome"]) for row in rows] == [("'=1+1", "done"), ("", "skipped")]
    assert rows[1]["why"] == "It was deleted meanwhile."
    assert rows[0]["application"] == str(odd.public_id)


def test_the_pages_of_one_take_the_same_queries_for_few_and_many(client, recruiter):
    counts = []
    for number in (2, 40):
        cohort = make_cohort()
        make_applications(cohort, number, status="screened")
        operation = prepared(cohort, by=recruiter)
        found = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as caught:
                assert page_of(client, operation).status_code == 200
            found.append(len(caught))
            if operation.status == OperationStatus.PREPARED:
                confirmed(operation, by=recruiter)
                operations.work_chunk(operation.chunks.get().pk)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("admin:operation-outcomes", args=[operation.pk]))
        counts.append([*found, len(caught)])
    assert counts[0] == counts[1]


def test_a_retry_is_offered_for_what_could_not_be_done(client, recruiter, cohort):
    make_screened(cohort)
    other = make_recruiter()
    operation = confirmed(prepared(cohort, by=recruiter, kind="assign", to=[other.pk]), by=recruiter)
    other.is_active = False
    other.save()
    operations.work_chunk(operation.chunks.get().pk)
    page = page_of(client, operation).content.decode()
    assert "no longer a recruiter" in page
    assert "Try again" in page
    other.is_active = True
    other.save()
    act(client, operation, "retry")
    operations.work_chunk(operation.chunks.get().pk)
    assert Application.objects.get().assigned_to == other


def test_sorting_is_chosen_by_its_run(client, recruiter, cohort):
    from applicants.services import screening

    make_application(cohort)
    run = screening.start_run(cohort=cohort, rubric_version=screening.default_rubric(), by=recruiter)
    screening.score_batch(run.batches.get().pk)
    found = client.get(new_url("sort", cohort, run=run.pk))
    assert f"everybody in run {run.pk}" in found.content.decode()
    client.post(new_url("sort", cohort, run=run.pk), {"run": run.pk})
    assert BulkOperation.objects.get().params == {"run": run.pk}
