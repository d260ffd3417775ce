"""A message to all that match."""

from datetime import timedelta

import pytest
from django.utils import timezone

from applicants.models import Applicant, Application, BulkOperation, Letter
from applicants.selectors.letters import state_of
from applicants.services.operations import OperationRefused, confirm, prepare, work_chunk
from careerpath.accounts.models import User
from cohorts.models import Cohort
from tests.applicants.deciding.factories import make_recruiter
from tests.factories import make_application, make_cohort
from tests.pages import Browser

pytestmark = pytest.mark.django_db
WORDS = {"subject": "News for {name}", "body": "Hello {name}, {cohort} begins on {boot_camp_starts}. {status_link}"}


def make_message(cohort: Cohort, by: User, **params: str) -> BulkOperation:
    """A prepared message to everybody of a cohort."""
    everybody = Application.objects.filter(cohort=cohort)
    return prepare(
        kind="mail", queryset=everybody, cohort=cohort, params={**WORDS, **params}, by=by, filter_words="Everybody."
    )


def work(operation: BulkOperation) -> None:
    """What the workers do."""
    for chunk in operation.chunks.order_by("number"):
        work_chunk(chunk.pk)


def test_everybody_with_an_address_gets_one_letter_held_for_ten_minutes() -> None:
    cohort, by = make_cohort(), make_recruiter()
    first, second = make_application(cohort), make_application(cohort)
    Applicant.objects.filter(pk=second.applicant_id).update(email=None)
    operation = make_message(cohort, by)
    confirm(operation, by=by)
    work(operation)
    letter = Letter.objects.get()
    assert (letter.application, letter.operation, letter.kind) == (first, operation, "message")
    assert letter.subject == f"News for {first.applicant.name}"
    assert state_of(letter) == Letter.State.HELD
    assert timedelta(minutes=9) < letter.hold_until - timezone.now() <= timedelta(minutes=10)
    outcomes = dict(operation.outcomes.values_list("application", "why"))
    assert outcomes == {first.pk: "", second.pk: "There is no e-mail address."}


def test_a_chunk_done_twice_writes_to_nobody_twice() -> None:
    cohort, by = make_cohort(), make_recruiter()
    make_application(cohort)
    operation = make_message(cohort, by)
    confirm(operation, by=by)
    work(operation)
    operation.chunks.update(done_at=None, seconds=None)
    operation.outcomes.all().delete()
    BulkOperation.objects.filter(pk=operation.pk).update(status="running", finished_at=None)
    work(operation)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("subject", " ", "Write a subject."),
        ("body", "Hello {reasons}", "{reasons} is not a placeholder of this letter."),
        ("body", "", "Write the text of the letter."),
    ],
)
def test_words_that_cannot_go_out_are_refused(field: str, value: str, said: str) -> None:
    cohort, by = make_cohort(), make_recruiter()
    make_application(cohort)
    with pytest.raises(OperationRefused, match=said.replace("{", r"\{").replace("}", r"\}")):
        make_message(cohort, by, **{field: value})


def test_from_the_list_to_the_outbox_and_back(signed_in) -> None:
    cohort, by = make_cohort(), make_recruiter()
    application = make_application(cohort)
    browser = Browser(signed_in(by))
    browser.open(f"/admin/operations/new/?kind=mail&cohort={cohort.slug}")
    page = browser.press("Go on", **WORDS)
    assert f"Hello {application.applicant.name}, {cohort.name} begins on" in page
    browser.press("Write to 1")
    operation = BulkOperation.objects.get()
    work(operation)
    browser.open(f"/admin/operations/{operation.pk}/")
    browser.press("Cancel the letters that have not gone")
    assert [state_of(letter) for letter in Letter.objects.all()] == [Letter.State.CANCELLED]
