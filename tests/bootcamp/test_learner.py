"""The learner's pages: their own things and nobody else's, work handed in, surveys without names, at a constant cost."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notice
from applicants.services.documents import checking
from bootcamp.models import (
    Assessment,
    Enrolment,
    Grade,
    Material,
    ModuleSurvey,
    Section,
    Session,
    Submission,
    SubmissionFile,
    SurveyTaken,
)
from bootcamp.selectors.feedback import feedback_of
from bootcamp.selectors.handed_in import rows_of
from bootcamp.selectors.learning import Learning, learning_of, materials_of
from bootcamp.selectors.missing import what_is_missing
from bootcamp.selectors.own_study import study_parts
from bootcamp.selectors.people import learner_enrolment
from bootcamp.services import record_grade, withdraw
from bootcamp.services.materials import move_material, save_material
from bootcamp.services.submitting import HandInRefused, ask_again, hand_in
from bootcamp.services.surveying import SurveyRefused, answer_survey, open_for, open_surveys
from careerpath.accounts.models import User
from tests.applicants.documents.making import pdf
from tests.bootcamp.factories import assessments_of, make_class, make_instructor, sessions_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
PAGES = ["learner", "learner-calendar", "learner-materials", "learner-work", "learner-progress"]


def user_of(own: Enrolment) -> User:
    user = own.application.applicant.user
    assert user is not None
    return user


def work_of(own: Enrolment, *, due_in: timedelta = timedelta(days=1)) -> Assessment:
    """An assessment that is handed in, due so long from now."""
    work = assessments_of(own.cohort)[0]
    work.hand_in, work.due_at = True, timezone.now() + due_in
    work.save()
    return work


def a_file(content: bytes = b"My own words.", name: str = "essay.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def learning(own: Enrolment) -> Learning:
    found = learning_of(user_of(own))[1]
    assert found is not None
    return found


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_somebody_without_a_class_reads_what_will_be_here(page: str, signed_in: SignIn) -> None:
    assert "Your class will be here" in signed_in(make_user()).get(reverse(f"bootcamp:{page}")).content.decode()


def test_pages_are_in_the_reader_s_language(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    client = signed_in(user_of(own))
    for page in PAGES:
        said = client.get(reverse(f"bootcamp:{page}"), HTTP_ACCEPT_LANGUAGE="es")
        assert said["Content-Language"] == "es"
        assert "Calendario" in said.content.decode()


def test_pages_cost_the_same_with_one_and_with_three_of_everything(signed_in: SignIn) -> None:
    def cost(times: int) -> dict[str, int]:
        (own,) = make_class(size=1)
        Assessment.objects.filter(module__programme=own.cohort_id).update(hand_in=True, published_at=timezone.now())
        for work in assessments_of(own.cohort)[:times]:
            for _version in range(times):
                hand_in(work, own, text="Words.", by=None)
            record_grade(work, own, by=None, points=work.out_of)
            save_material(
                None, module=work.module, title="T", visible_from=own.cohort.bootcamp_starts, by=user_of(own),
                url="https://example.org/",
            )  # fmt: skip
        client, costs = signed_in(user_of(own)), {}
        for page in PAGES:
            client.get(reverse(f"bootcamp:{page}"))
            with CaptureQueriesContext(connection) as seen:
                assert client.get(reverse(f"bootcamp:{page}")).status_code == 200
            costs[page] = len(seen)
        return costs

    one = cost(1)
    assert cost(3) == one
    assert max(one.values()) <= 26


def test_today_has_my_section_s_session_and_says_what_is_called_off(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    mine, other = (Section.objects.create(cohort=own.cohort, name=name) for name in ("A", "B"))
    Enrolment.objects.filter(pk=own.pk).update(section=mine)
    now = timezone.now()
    first, second, third = sessions_of(own.cohort)[:3]
    same_day = {"starts_at": now, "ends_at": now + timedelta(minutes=1)}
    Session.objects.filter(module__programme=own.cohort_id).exclude(pk__in=[first.pk, second.pk, third.pk]).delete()
    Session.objects.filter(pk=first.pk).update(section=mine, meeting_url="https://meet.example.org/a", **same_day)
    Session.objects.filter(pk=second.pk).update(section=other, title="Not mine", **same_day)
    Session.objects.filter(pk=third.pk).update(cancelled_at=now, cancelled_because="Snow.", **same_day)
    page = signed_in(user_of(own)).get(reverse("bootcamp:learner"))
    assert {each.pk for each in page.context["learning"].sessions_today} == {first.pk, third.pk}
    said = page.content.decode()
    assert ("https://meet.example.org/a" in said, "Snow." in said, "Not mine" in said) == (True, True, False)


# --- marks that are published -----------------------------------------------------------------------------------------


def test_a_mark_that_is_not_published_is_nowhere(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    first, second = assessments_of(own.cohort)[:2]
    for work, points in ((first, 80), (second, 13)):
        record_grade(work, own, by=None, points=Decimal(points))
    Assessment.objects.filter(pk=first.pk).update(published_at=timezone.now())
    Grade.objects.filter(assessment=second).update(comment="A hidden word")
    client = signed_in(user_of(own))
    marks = learning(own).standing.modules[0]
    assert (str(marks.mark), marks.ungraded) == ("80.0", len(marks.lines) - 1)
    for name, arguments in (*((page, []) for page in PAGES), ("learner-assignment", [second.pk])):
        said = client.get(reverse(f"bootcamp:{name}", args=arguments)).content.decode()
        assert "A hidden word" not in said
        assert "13 of 100" not in said


def test_what_is_missing_says_what_to_do_now_first() -> None:
    (own,) = make_class(size=1)
    work = work_of(own, due_in=-timedelta(hours=30))
    found = what_is_missing(learning(own))
    mine = next(each for each in found if each.assessment == work)
    assert (mine.urgent, mine.words.startswith("Hand in “")) == (True, True)
    assert found[0].urgent
    assert any("No attendance has been noted yet; 90% is needed" in each.words for each in found)
    hand_in(work, own, text="Here.", by=None)
    assert work not in [each.assessment for each in what_is_missing(learning(own))]


# --- handing in -------------------------------------------------------------------------------------------------------


def test_every_version_is_kept_and_lateness_is_worked_out(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    work = work_of(own)
    client, page = signed_in(user_of(own)), reverse("bootcamp:learner-assignment", args=[work.pk])
    assert client.post(page, {"text": "First."}, follow=True).redirect_chain == [(page, 302)]
    Assessment.objects.filter(pk=work.pk).update(due_at=timezone.now() - timedelta(hours=25))
    assert "Handed in now it is 2 days late" in client.get(page).content.decode()
    client.post(page, {"text": "Second.", "file": a_file()})
    assert list(Submission.objects.order_by("number").values_list("number", "text", "days_late")) == [
        (1, "First.", 0),
        (2, "Second.", 2),
    ]
    kept = SubmissionFile.objects.get()
    assert (kept.state, kept.original_name, kept.size) == ("waiting", "essay.txt", 13)
    assert str(kept.submission.public_id) in client.get(page).content.decode()
    assert Grade.objects.get().days_late == 2


def test_nothing_comes_in_after_the_marking_unless_it_is_asked_for_again(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    work, instructor = work_of(own), make_instructor(own.cohort)
    first = hand_in(work, own, text="First.", by=None)
    with pytest.raises(HandInRefused, match="still open"):
        ask_again(work, own, words="More.", by=instructor)
    record_grade(work, own, by=instructor, points=work.out_of)
    with pytest.raises(HandInRefused, match="is being marked"):
        hand_in(work, own, text="Second.", by=None)
    page = reverse("bootcamp:handed-in", args=[own.cohort.slug, work.pk])
    signed_in(instructor).post(page, {"person": own.public_id, "words": "Name your sources."})
    assert (
        "Name your sources."
        in signed_in(user_of(own)).get(reverse("bootcamp:learner-assignment", args=[work.pk])).content.decode()
    )
    second = hand_in(work, own, text="Second.", by=None)
    (row,) = rows_of(work, own.cohort)
    assert (row.counts, row.newer, row.asked) == (first, second, None)
    with pytest.raises(HandInRefused, match="is being marked"):
        hand_in(work, own, text="Third.", by=None)


def test_who_is_not_in_the_class_hands_nothing_in() -> None:
    (own,), (other,) = make_class(size=1), make_class(size=1)
    work = work_of(own)
    with pytest.raises(HandInRefused, match="Nothing is handed in here"):
        hand_in(work, other, text="Mine.", by=None)
    withdraw(own, by=None, reason="Moves away.")
    with pytest.raises(HandInRefused, match="not in the class"):
        hand_in(work, own, text="Mine.", by=None)
    assert Submission.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 200, "essay.pdf"),
        (b"<html><script>alert(1)</script></html>", "essay.txt"),
        (b"", "essay.txt"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "essay.docx"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(
    content: bytes, name: str, signed_in: SignIn
) -> None:
    (own,) = make_class(size=1)
    page = reverse("bootcamp:learner-assignment", args=[work_of(own).pk])
    answer = signed_in(user_of(own)).post(page, {"text": "My text stays.", "file": a_file(content, name)})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])
    assert "My text stays." in answer.content.decode()
    assert Submission.objects.count() == 0


def test_what_the_worker_refuses_is_deleted_and_its_learner_reads_why(
    signed_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    (own,) = make_class(size=1)
    work = work_of(own)
    hostile = pdf(catalog=b"/OpenAction << /S /JavaScript /JS (x) >>")
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(work, own, file=a_file(hostile, "essay.pdf"), by=None)
    kept = SubmissionFile.objects.get()
    client, address = signed_in(user_of(own)), reverse("bootcamp:file", args=[kept.public_id])
    assert client.get(address).status_code == 409
    with django_capture_on_commit_callbacks(execute=True):
        assert checking.check(checking.due(SubmissionFile), SubmissionFile)["refused"] == 1
    kept.refresh_from_db()
    assert (kept.state, bool(kept.file)) == ("refused", False)
    page = client.get(reverse("bootcamp:learner-assignment", args=[work.pk])).content.decode()
    assert "holds a program, a form or a film" in page
    assert client.get(address).status_code == 409


def test_a_file_is_for_its_owner_and_the_class_s_teachers_as_a_download(signed_in: SignIn) -> None:
    own, fellow = make_class(size=2)
    (stranger,) = make_class(size=1)
    hand_in(work_of(own), own, file=a_file(b"<b>My own words.</b> & more of them.", "../essay.txt"), by=None)
    assert checking.check(checking.due(SubmissionFile), SubmissionFile)["clean"] == 1
    address = reverse("bootcamp:file", args=[SubmissionFile.objects.get().public_id])
    for user, status in (
        (user_of(own), 200),
        (make_instructor(own.cohort), 200),
        (user_of(fellow), 404),
        (user_of(stranger), 404),
        (make_instructor(stranger.cohort), 404),
        (make_user(), 404),
    ):
        answer = signed_in(user).get(address)
        assert answer.status_code == status
        if status == 200:
            assert answer.getvalue()  # read to its end, it is closed
    answer = signed_in(user_of(own)).get(address)
    assert answer.getvalue() == b"<b>My own words.</b> & more of them."
    assert answer["Content-Disposition"] == 'attachment; filename="essay.txt"'
    assert (answer["X-Content-Type-Options"], "no-store" in answer["Cache-Control"]) == ("nosniff", True)


def test_another_class_s_work_is_not_there(signed_in: SignIn) -> None:
    (own,), (other,) = make_class(size=1), make_class(size=1)
    work = work_of(own)
    page = reverse("bootcamp:learner-assignment", args=[work.pk])
    client = signed_in(user_of(other))
    assert (client.get(page).status_code, client.post(page, {"text": "x"}).status_code) == (404, 404)
    for name in ("handed-in", "handed-in-zip"):
        where = reverse(f"bootcamp:{name}", args=[other.cohort.slug, work.pk])
        assert signed_in(make_instructor(other.cohort)).get(where).status_code == 404


def test_all_work_comes_as_one_zip_with_what_counts(signed_in: SignIn) -> None:
    first, second, third = make_class(size=3)
    work = work_of(first)
    hand_in(work, first, text="Old.", by=None)
    hand_in(work, first, text="New.", file=a_file(), by=None)
    checking.check(checking.due(SubmissionFile), SubmissionFile)
    hand_in(work, second, file=a_file(b"It waits for its check."), by=None)
    answer = signed_in(make_instructor(first.cohort)).get(
        reverse("bootcamp:handed-in-zip", args=[first.cohort.slug, work.pk])
    )
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    start = f"{first.name} ({first.pk}) v2"
    assert archive.namelist() == [f"{start}.txt", f"{start} - essay.txt", "_read-me.txt"]
    assert (archive.read(f"{start}.txt"), archive.read(f"{start} - essay.txt")) == (b"New.", b"My own words.")
    said = archive.read("_read-me.txt").decode()
    assert (f"{second.name} ({second.pk}) v1 - essay.txt: being checked" in said, third.name in said) == (True, True)


def test_what_was_handed_in_is_in_the_person_s_file() -> None:
    own, other = make_class(size=2)
    work = work_of(own)
    hand_in(work, own, text="Mine.", by=None)
    hand_in(work, other, text="Theirs.", by=None)
    handed_in, surveys, calendar = study_parts(user_of(own).pk, [own.application_id])
    assert [[field.value for field in record if field.key == "text"] for record in handed_in.records] == [["Mine."]]
    assert (surveys.records, calendar.records) == ([], [])


# --- materials --------------------------------------------------------------------------------------------------------


def test_materials_are_seen_from_their_day_on_and_by_their_section(signed_in: SignIn) -> None:
    (own,) = make_class(size=1)
    instructor, today = make_instructor(own.cohort), timezone.now().astimezone(own.cohort.tz).date()
    session = sessions_of(own.cohort)[0]
    Session.objects.filter(pk=session.pk).update(section=Section.objects.create(cohort=own.cohort, name="B"))
    client, page = signed_in(instructor), reverse("bootcamp:materials", args=[own.cohort.slug])
    form = {"module": session.module_id, "visible_from": today.isoformat(), "url": "https://example.org/"}
    for title, more in (
        ("Now", {}),
        ("Later", {"visible_from": (today + timedelta(days=1)).isoformat()}),
        ("Of B", {"session": session.pk}),
    ):
        assert client.post(page, form | {"title": title} | more).status_code == 302
    assert [each.title for each in materials_of(own, today)] == ["Now"]
    last = Material.objects.get(title="Of B")
    assert move_material(last, up=True, by=instructor)
    assert list(Material.objects.order_by("position").values_list("title", flat=True)) == ["Now", "Of B", "Later"]
    refused = client.post(page, form | {"title": "Neither", "url": ""})
    assert (refused.status_code, refused.context["form"].errors["url"]) == (422, ["Give a link or choose a file."])
    assert signed_in(user_of(own)).post(page, form).status_code == 403


# --- surveys ----------------------------------------------------------------------------------------------------------


def over(own: Enrolment) -> ModuleSurvey:
    """The survey of the first module, which ended an hour ago."""
    module = sessions_of(own.cohort)[0].module
    Session.objects.filter(module=module).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1)
    )
    ModuleSurvey.objects.filter(module__programme=own.cohort_id).delete()
    open_surveys()
    return ModuleSurvey.objects.get(module=module)


def test_a_survey_opens_when_its_module_is_over_and_says_so_once() -> None:
    own, _other = make_class(size=2)
    survey = over(own)
    told = Notice.objects.filter(kind="survey_open", once__startswith=f"survey:{survey.pk}:")
    assert (told.count(), open_surveys(), told.count()) == (2, 0, 2)
    assert survey in open_for(own)
    assert reverse("bootcamp:learner-survey", args=[survey.module.slug]) in told[0].body


def test_nobody_answers_twice_and_nothing_joins_an_answer_to_a_person(signed_in: SignIn) -> None:
    own, _other = make_class(size=2)
    survey = over(own)
    page = reverse("bootcamp:learner-survey", args=[survey.module.slug])
    answer = {"clear": "5", "pace": "4", "useful": "3", "help": "2", "sure": "1", "text": "A secret opinion"}
    client = signed_in(user_of(own))
    assert client.post(page, answer | {"pace": ""}).status_code == 422
    client.post(page, answer)
    client.post(page, answer)
    with pytest.raises(SurveyRefused, match="have answered"):
        answer_survey(survey, own, scores=[1] * 5)
    survey.refresh_from_db()
    assert (survey.answers, survey.texts) == (1, ["A secret opinion"])
    assert survey.counts[:10] == [0, 0, 0, 0, 1, 0, 0, 0, 1, 0]
    # Who answered stands in a table of two references: no answer, no text, no time.
    assert {field.name for field in SurveyTaken._meta.get_fields()} == {"id", "survey", "enrolment"}
    # The answers stand in the survey's one row, which knows its module and no person, and no time but when it opens and closes.
    linked = {field.name for field in ModuleSurvey._meta.get_fields() if isinstance(field, models.ForeignKey)}
    moments = {field.name for field in ModuleSurvey._meta.get_fields() if isinstance(field, models.DateTimeField)}
    assert (linked, moments) == ({"module"}, {"opens_at", "closes_at"})
    with connection.cursor() as cursor:  # one row for all: no order of rows and no number of a transaction to go by
        cursor.execute("SELECT count(*) FROM bootcamp_modulesurvey WHERE module_id = %s", [survey.pk])
        assert cursor.fetchone() == (1,)


def test_instructors_see_it_when_it_is_closed_and_from_five_answers_on(signed_in: SignIn) -> None:
    people = make_class(size=5)
    survey = over(people[0])
    instructor = make_instructor(people[0].cohort)
    page = reverse("bootcamp:feedback", args=[people[0].cohort.slug])

    def seen() -> str:
        return signed_in(instructor).get(page).content.decode()

    for number, own in enumerate(people[:4]):
        answer_survey(survey, own, scores=[3] * 5, text=f"Opinion {number}")
    assert "Opinion" not in seen()
    opened = ModuleSurvey.objects.filter(pk=survey.pk)
    closed = {"opens_at": timezone.now() - timedelta(days=6), "closes_at": timezone.now() - timedelta(days=1)}
    opened.update(**closed)
    assert ("Opinion" in seen(), "Fewer than five people answered" in seen()) == (False, True)
    opened.update(closes_at=timezone.now() + timedelta(days=1))
    answer_survey(survey, people[4], scores=[5] * 5, text="Opinion 4")
    assert "Opinion" not in seen()  # open: who looks twice would read off what came between
    opened.update(**closed)
    assert all(f"Opinion {number}" in seen() for number in range(5))
    (item,) = feedback_of(people[0].cohort)
    assert [str(row.mean) for row in item.said] == ["3.4"] * 5
    with pytest.raises(SurveyRefused, match="closed"):
        answer_survey(survey, people[0], scores=[1] * 5)


@pytest.mark.parametrize(
    ("here", "later", "first"),
    [
        ("in_training", "enrolled", True),
        ("completed", "withdrawn", True),
        ("completed", "enrolled", False),
        ("withdrawn", "in_training", False),
        ("in_training", "in_training", False),
    ],
)
def test_of_two_classes_the_one_somebody_is_in_is_theirs(here: str, later: str, first: bool) -> None:
    (own,), (other,) = make_class(size=1), make_class(size=1)
    other.application.applicant.user = None
    other.application.applicant.save()
    other.application.applicant = own.application.applicant
    other.application.save()
    Enrolment.objects.filter(pk=own.pk).update(status=here)
    Enrolment.objects.filter(pk=other.pk).update(status=later, enrolled_at=timezone.now())
    assert learner_enrolment(user_of(own)) == (own if first else other)
