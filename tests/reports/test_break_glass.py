"""Opening one person's answers: for whom, for what, what is written down, and who is told."""

import re
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from applicants.models import Application, Review
from careerpath.accounts.models import User
from careerpath.accounts.roles import Role
from careerpath.pipeline.history import move
from reports.models import BreakGlass, BreakGlassSeen, DemographicsRead
from reports.selectors.break_glass import find_application, openings_page, reads_page, unseen
from reports.services.break_glass import OpeningRefused, break_glass, check_can_open, mark_seen
from reports.services.self_identification import Answers, self_identify, skip
from reports.services.wall import reading
from tests.factories import make_applicant, make_application, make_user

pytestmark = pytest.mark.django_db

WORDS = "unmistakable-gender-words"
REASON = "Claim 4711: discovery of what was answered."


@pytest.fixture
def somebody() -> Application:
    """An application with answers."""
    user = make_user(name="Ada Applicant", email="ada@example.org")
    application = make_application(applicant=make_applicant(user))
    self_identify(application, answers=Answers({"asian", "white"}, gender="another", gender_words=WORDS), by=user)
    return application


def form(application: Application, **fields: str) -> dict[str, str]:
    return {"whose": str(application.public_id), "ground": "claim", "reason": REASON, **fields}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.COMPLIANCE])
def test_page_shows_the_answers_once_and_logs_who_opened_whose_and_why(role, somebody, signed_in) -> None:
    opener = make_user(role)
    client, url = signed_in(opener), reverse("reports:break-glass")
    assert WORDS not in client.get(url).content.decode()
    answer = client.post(url, form(somebody))
    page = answer.content.decode()
    assert "Asian, White" in page
    assert f"Non-binary or another: {WORDS}" in page
    assert "no-store" in answer["Cache-Control"]
    assert WORDS not in client.get(url).content.decode()
    assert [*BreakGlass.objects.values_list("by", "whose", "ground", "reason")] == [
        (opener.pk, somebody.public_id, "claim", REASON)
    ]


@pytest.mark.parametrize(
    "fields", [{"reason": "Because."}, {"reason": " " * 40}, {"ground": ""}, {"ground": "curiosity"}]
)
def test_page_opens_nothing_without_a_ground_and_a_reason(fields, somebody, signed_in) -> None:
    answer = signed_in(Role.COMPLIANCE).post(reverse("reports:break-glass"), form(somebody, **fields))
    assert (answer.status_code, WORDS in answer.content.decode(), BreakGlass.objects.count()) == (409, False, 0)


def test_page_finds_by_address_and_says_where_there_is_nobody(somebody, signed_in) -> None:
    client, url = signed_in(Role.COMPLIANCE), reverse("reports:break-glass")
    assert WORDS in client.post(url, form(somebody, whose=" ADA@example.org ")).content.decode()
    answer = client.post(url, form(somebody, whose="nobody@example.org"))
    assert (answer.status_code, BreakGlass.objects.count()) == (409, 1)
    draft = make_application(draft=True)
    assert find_application(str(draft.public_id)) is None


def test_page_tells_not_asked_skipped_and_declined_apart(signed_in) -> None:
    client, url = signed_in(Role.COMPLIANCE), reverse("reports:break-glass")
    found = []
    for answers in (None, Answers(), Answers(gender="declined", races_declined=True)):
        user = make_user()
        application = make_application(applicant=make_applicant(user))
        if answers is not None:
            self_identify(application, answers=answers, by=user)
        page = client.post(url, form(application)).content.decode()
        found.append(re.findall(r"<h2[^>]*>(Not asked|Skipped|Declined)</h2>", page))
    assert found == [["Not asked"], ["Skipped"], ["Declined"]]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGER, Role.COMPLIANCE)])
def test_nobody_of_another_role_opens_even_beside_one_that_may(role, somebody, signed_in) -> None:
    for user in (make_user(role), make_user(role, Role.MANAGER), make_user(role, Role.COMPLIANCE)):
        answer = signed_in(user).post(reverse("reports:break-glass"), form(somebody))
        assert answer.status_code == 403
        with pytest.raises(OpeningRefused):
            break_glass(somebody, ground="claim", reason=REASON, by=user)
    assert BreakGlass.objects.count() == 0


def test_superuser_without_the_role_and_role_without_the_permission_open_nothing(somebody) -> None:
    technician = User.objects.create_superuser("technician@example.org")
    officer = make_user(Role.COMPLIANCE)
    officer.groups.get().permissions.clear()
    for user in (technician, officer):
        with pytest.raises(OpeningRefused, match="programme manager or the compliance officer"):
            break_glass(somebody, ground="claim", reason=REASON, by=user)


def test_who_had_a_part_in_the_decision_does_not_open(somebody) -> None:
    moved, read, kept = make_user(Role.MANAGER), make_user(Role.MANAGER), make_user(Role.MANAGER)
    move(somebody, to="screened", by=moved)
    move(somebody, to="in_review", by=None)
    Review.objects.create(application=somebody, reviewer=read, mark=3, comment="-")
    somebody.assigned_to = kept
    somebody.save()
    for user in (moved, read, kept):
        with pytest.raises(OpeningRefused, match="You had a part"):
            break_glass(somebody, ground="claim", reason=REASON, by=user)
    check_can_open(somebody, by=make_user(Role.MANAGER))


def test_nobody_opens_their_own_there(somebody) -> None:
    own = make_user(Role.COMPLIANCE)
    application = make_application(applicant=make_applicant(own))
    with pytest.raises(OpeningRefused, match="your own application"):
        break_glass(application, ground="correction", reason=REASON, by=own)


def test_every_compliance_officer_is_written_to_after_commit_without_the_person(
    somebody, django_capture_on_commit_callbacks: Any
) -> None:
    officers = [make_user(Role.COMPLIANCE) for _ in range(2)]
    make_user(Role.COMPLIANCE, is_active=False)
    opener = make_user(Role.MANAGER, name="Mona Manager")
    with django_capture_on_commit_callbacks(execute=True):
        break_glass(somebody, ground="regulator", reason=f"{REASON} Ada Applicant.", by=opener)
        assert mail.outbox == []
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(officer.email for officer in officers)
    text = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    for secret in ("Ada", "ada@", str(somebody.public_id), REASON, WORDS, "Asian", "White", "Non-binary"):
        assert secret not in text
    for told in ("Mona Manager", "A regulator’s request", reverse("reports:reads")):
        assert told in text


def test_only_officer_who_opens_is_not_the_only_one_told(somebody, django_capture_on_commit_callbacks: Any) -> None:
    officer, manager = make_user(Role.COMPLIANCE), make_user(Role.MANAGER)
    with django_capture_on_commit_callbacks(execute=True):
        break_glass(somebody, ground="other", reason=REASON, by=officer)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([officer.email, manager.email])


def test_mail_that_cannot_go_out_leaves_the_notice_on_the_page(
    somebody, settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = 9, 1
    officer = make_user(Role.COMPLIANCE)
    with django_capture_on_commit_callbacks(execute=True):
        break_glass(somebody, ground="other", reason=REASON, by=make_user(Role.MANAGER))
    assert unseen(officer).count() == 1


def test_compliance_officer_sees_the_notice_until_they_mark_it(somebody, signed_in) -> None:
    opener, officer, other = make_user(Role.MANAGER), make_user(Role.COMPLIANCE), make_user(Role.COMPLIANCE)
    break_glass(somebody, ground="claim", reason=REASON, by=opener)
    opening, client = BreakGlass.objects.get(), signed_in(officer)
    assert "One person’s answers were opened" in client.get(reverse("reports:home")).content.decode()
    assert "One person’s answers were opened" not in signed_in(opener).get(reverse("reports:home")).content.decode()
    for _ in range(2):
        assert client.post(reverse("reports:seen", args=[opening.pk])).status_code == 302
    assert [*BreakGlassSeen.objects.values_list("opening", "by")] == [(opening.pk, officer.pk)]
    assert "One person’s answers were opened" not in client.get(reverse("reports:home")).content.decode()
    assert (unseen(officer).count(), unseen(other).count()) == (0, 1)


def test_nobody_marks_their_own_opening(somebody, signed_in) -> None:
    officer = make_user(Role.COMPLIANCE)
    break_glass(somebody, ground="claim", reason=REASON, by=officer)
    signed_in(officer).post(reverse("reports:seen", args=[BreakGlass.objects.get().pk]))
    assert (BreakGlassSeen.objects.count(), unseen(officer).count()) == (0, 0)
    with pytest.raises(OpeningRefused):
        mark_seen(BreakGlass.objects.get(), by=make_user(Role.MANAGER))


@pytest.mark.parametrize("change", ["update", "delete"])
def test_logs_are_never_changed(change: str, somebody) -> None:
    officer = make_user(Role.COMPLIANCE)
    break_glass(somebody, ground="claim", reason=REASON, by=make_user(Role.MANAGER))
    mark_seen(BreakGlass.objects.get(), by=officer)
    with reading(by=officer, what="a page"):
        pass
    for model, fields in (
        (BreakGlass, {"reason": "Something else, later."}),
        (BreakGlassSeen, {"by": officer}),
        (DemographicsRead, {"what": "-"}),
    ):
        rows = model.objects.all()
        doing = partial(rows.update, **fields) if change == "update" else partial(rows._raw_delete, "default")
        with pytest.raises(DatabaseError, match="stays as it was written"), transaction.atomic():
            doing()


def test_database_wants_a_reason_and_a_ground(somebody) -> None:
    fields = {"by": make_user(), "whose": somebody.public_id}
    for wrong in ({"ground": "claim", "reason": "short"}, {"ground": "", "reason": REASON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.create(**fields, **wrong)


def test_log_is_paged_by_key_and_takes_the_same_queries_for_one_and_three(
    somebody, signed_in, django_assert_num_queries: Any
) -> None:
    officer, opener = make_user(Role.COMPLIANCE), make_user(Role.MANAGER)
    client, url = signed_in(officer), reverse("reports:reads")
    assert "Nobody’s answers were opened" in client.get(url).content.decode()
    for more in (1, 2):
        for _ in range(more):
            break_glass(somebody, ground="claim", reason=REASON, by=opener)
            mark_seen(BreakGlass.objects.latest("pk"), by=officer)
            with reading(by=opener, what="the page of a cohort"):
                pass
        with django_assert_num_queries(7):
            assert client.get(url).status_code == 200
    first, everything = openings_page(size=1), [*BreakGlass.objects.order_by("-pk")]
    assert [*first.rows] == everything[:1]
    assert [*openings_page(first.next_key, size=2).rows] == everything[1:]
    assert openings_page(first.next_key, size=2).next_key == ""
    assert [*openings_page("no key", size=3).rows] == everything
    assert [read.what for read in reads_page(size=1).rows] == ["the page of a cohort"]


def test_reason_that_names_a_skip_is_all_the_log_knows(somebody) -> None:
    """What was shown is not written down: the log of somebody who skipped looks like any other."""
    user = make_user()
    skipped = make_application(applicant=make_applicant(user))
    skip(skipped, by=user)
    for application in (somebody, skipped):
        break_glass(application, ground="claim", reason=REASON, by=make_user(Role.MANAGER))
    assert {*BreakGlass.objects.values_list("ground", "reason")} == {("claim", REASON)}
