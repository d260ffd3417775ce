"""The checklist of a client has versions; what was made stays until it is brought up to date."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from careerpath.accounts.roles import Role
from placements.models import OnboardingRequirement
from placements.services.checklists import (
    checklist_changes,
    make_checklists,
    retire_requirement,
    save_requirement,
    update_checklist,
)
from placements.services.onboarding import verify_item
from placements.workdays import due_before
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_opening, make_placement

pytestmark = pytest.mark.django_db


def test_line_that_nobody_was_asked_for_is_changed_in_place():
    client = make_client("nda")
    line = client.requirements.get()
    made = save_requirement(client, by=None, replaces=line, days_before=20)
    assert (made.pk, made.version, made.days_before) == (line.pk, 1, 20)


def test_new_version_leaves_checklists_as_they_were_until_brought_up_to_date():
    client = make_client("nda", "hipaa")
    nda, hipaa = client.requirements.get(kind="nda"), client.requirements.get(kind="hipaa")
    placement = make_placement("onboarding", opening=make_opening(client, starts_on=a_day(60)))
    done = placement.onboarding.get(kind="nda")
    verify_item(done, by=make_user())
    second = save_requirement(client, by=None, replaces=nda, days_before=30, valid_for_days=90)
    save_requirement(client, by=None, kind="other", title="Parking badge")
    retire_requirement(hipaa, by=None)
    assert (second.version, second.line) == (2, nda.line)
    done.refresh_from_db()
    assert (done.requirement, make_checklists([placement])[0].requirement.title) == (nda, "Parking badge")
    assert [change.words for change in checklist_changes(placement)] == [
        "Confidentiality agreement: is due 30 days before, not 7, is valid for 90 days.",
        "HIPAA training is asked for no more, and goes.",
    ]
    update_checklist(placement, by=None)
    assert checklist_changes(placement) == []
    done.refresh_from_db()
    assert (done.requirement, done.due_on) == (second, due_before(a_day(60), 30))
    assert (done.verified_on, done.expires_on) == (a_day(), a_day(90))
    assert not placement.onboarding.filter(kind="hipaa").exists()


def test_what_was_recorded_stays_where_its_line_is_asked_for_no_more():
    client = make_client("nda")
    placement = make_placement("onboarding", opening=make_opening(client))
    verify_item(placement.onboarding.get(), by=make_user())
    retire_requirement(client.requirements.get(), by=None)
    assert update_checklist(placement, by=None) == []
    assert placement.onboarding.count() == 1


def test_old_version_cannot_be_changed_again():
    client = make_client("nda")
    line = client.requirements.get()
    make_placement("onboarding", opening=make_opening(client))
    save_requirement(client, by=None, replaces=line, days_before=9)
    with pytest.raises(ValidationError, match="Somebody changed this line meanwhile"):
        save_requirement(client, by=None, replaces=line, days_before=10)


@pytest.mark.parametrize(
    ("terms", "constraint"),
    [
        ({"kind": "i9", "evidence": "file"}, "onboarding_requirement_no_file"),
        ({"kind": "other"}, "onboarding_other_has_title"),
        ({"kind": "nda", "title": "Mine"}, "onboarding_other_has_title"),
        ({"kind": "nda", "owner": "nobody"}, "onboarding_requirement_known"),
        ({"kind": "nda", "instructions": "Send 123-45-6789"}, "onboarding_requirement_no_ssn"),
    ],
)
def test_database_refuses_lines_that_cannot_be(terms, constraint):
    client = make_client()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OnboardingRequirement.objects.create(client=client, **terms)


def test_one_line_of_a_kind_is_asked_for_at_a_time():
    client = make_client("nda")
    with pytest.raises(ValidationError):
        save_requirement(client, by=None, kind="nda")


def test_checklist_is_kept_on_the_workbench(signed_in):
    browser = signed_in(Role.RECRUITER)
    client = make_client()
    new = reverse("admin:placements-checklist-new", args=[client.slug])
    terms = {"kind": "i9", "owner": "person", "evidence": "file", "days_before": "3", "is_blocking": "on"}
    refused = browser.post(new, terms)
    assert refused.status_code == 422
    assert "A file of this would hold a result" in refused.content.decode()
    assert browser.post(new, {**terms, "evidence": "reference"}).status_code == 302
    line = client.requirements.get()
    change = reverse("admin:placements-checklist-line", args=[client.slug, line.line])
    make_placement("onboarding", opening=make_opening(client))
    assert browser.post(change, {**terms, "evidence": "reference", "days_before": "5"}).status_code == 302
    page = browser.get(reverse("admin:placements-checklist", args=[client.slug]))
    assert [(one.days_before, one.version) for one in page.context["lines"]] == [(5, 2)]
    assert [one.version for one in page.context["earlier"]] == [1]
    browser.post(reverse("admin:placements-checklist-retire", args=[client.slug, line.line]))
    assert not client.requirements.filter(is_active=True).exists()
