"""Looking for duplicates among everybody of a list, as a bulk operation."""

import pytest
from django.test import Client
from django.urls import reverse

from applicants.models import Application, BulkOperation, DuplicatePair
from applicants.services.operations import confirm, prepare, work_chunk
from careerpath.accounts.roles import Role
from tests.applicants.duplicates.factories import make_person
from tests.factories import make_cohort, make_user

pytestmark = pytest.mark.django_db


def test_the_operation_finds_pairs_and_says_what_it_did() -> None:
    cohort, by = make_cohort(), make_user(Role.RECRUITER)
    people = [make_person("Ana Pérez", cohort, phone="+1 202 555 0134") for _ in range(2)]
    operation = prepare(
        kind="duplicates", queryset=Application.objects.filter(cohort=cohort), cohort=cohort, params={}, by=by
    )
    confirm(operation, by=by)
    chunk = operation.chunks.get()
    assert (work_chunk(chunk.pk), work_chunk(chunk.pk)) == (True, False)
    operation = BulkOperation.objects.get()
    assert (operation.status, operation.params["found"]) == ("finished", {"listed": 1, "compared": 1, "common": 0})
    assert DuplicatePair.objects.values_list("first", "second").get() == (people[0].pk, people[1].pk)
    assert operation.outcomes.filter(outcome=1).count() == 2


def test_the_queue_leads_to_the_operation(client: Client) -> None:
    cohort = make_cohort()
    make_person("Ana Pérez", cohort)
    client.force_login(make_user(Role.RECRUITER))
    address = f"{reverse('admin:operation-new')}?kind=duplicates&cohort={cohort.slug}"
    assert address.replace("&", "&amp;") in client.get(reverse("admin:duplicates")).content.decode()
    assert client.get(address).status_code == 200
    response = client.post(address, follow=True)
    assert BulkOperation.objects.get().kind == "duplicates"
    assert "Nothing about anybody changes." in response.content.decode()
