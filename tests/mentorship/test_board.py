"""The coordinator's board: worked out, changed by hand, said what is wrong with it, proposed all at once or not at all."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from mentorship.models import MentorRank, Mentorship
from mentorship.services.pairing import pair
from mentorship.services.wishes import WishRefused, say_liked, say_wishes
from tests.factories import make_user
from tests.mentorship.factories import make_mentor, make_placed, mentee_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """Two people whose first choice is Ana, who has one place and would like the second of them; and Bo, who has one too."""
    ana, bo = (make_mentor(make_user(name=name), capacity=1) for name in ("Ana", "Bo"))
    lee, sam = (make_placed(make_user(name=name)) for name in ("Lee", "Sam"))
    for one, name in ((lee, "Lee"), (sam, "Sam")):
        applicant = one.enrolment.application.applicant
        applicant.name = name
        applicant.save()
        say_wishes(one.enrolment, by=applicant.user, ranked=[ana, bo])
    say_liked(ana, by=ana.user, shown=[lee.enrolment_id, sam.enrolment_id], liked=[sam.enrolment_id])
    return ana, bo, lee, sam


def test_board_proposes_a_stable_pairing_all_at_once(two, signed_in):
    ana, bo, lee, sam = two
    browser, url = signed_in(Role.MANAGER), reverse("mentorship:board")
    page = browser.get(url)
    assert [(row.name, row.mentor) for row in page.context["board"].rows] == [("Lee", bo.pk), ("Sam", ana.pk)]
    assert "Nobody has a pair who would both rather have each other" in page.content.decode()
    sent = {f"mentor-{lee.pk}": bo.pk, f"mentor-{sam.pk}": ana.pk, "propose": 1}
    assert browser.post(url, sent).url == reverse("mentorship:coordinator")
    made = set(Mentorship.objects.values_list("placement", "mentor", "status"))
    assert made == {(lee.pk, bo.pk, "proposed"), (sam.pk, ana.pk, "proposed")}
    assert Mentorship.objects.get(placement=lee).because["hours"] == 10


def test_board_says_who_would_rather_have_whom_after_a_swap_and_works_out_around_what_is_held(two, signed_in):
    ana, bo, lee, sam = two
    browser, url = signed_in(Role.MANAGER), reverse("mentorship:board")
    swapped = {f"mentor-{lee.pk}": ana.pk, f"mentor-{sam.pk}": bo.pk}
    page = browser.post(url, {**swapped, "look": 1})
    assert [one.why for one in page.context["board"].blocking] == [
        "Sam would rather have Ana (place 1 in their order) than Bo (place 2); "
        "and Ana would rather have Sam (place 1) than Lee (place 2)."
    ]
    held = browser.post(url, {f"mentor-{lee.pk}": ana.pk, f"hold-{lee.pk}": 1, f"mentor-{sam.pk}": "", "work-out": 1})
    rows = {row.name: (row.mentor, row.fixed) for row in held.context["board"].rows}
    assert rows == {"Lee": (ana.pk, True), "Sam": (bo.pk, False)}
    out = browser.post(url, {f"mentor-{lee.pk}": "", f"mentor-{sam.pk}": ana.pk, "look": 1})
    assert "Lee has no mentor, and Bo is possible; Bo has a free place." in out.content.decode()


def test_board_proposes_nothing_where_a_rule_would_break(two, signed_in):
    ana, bo, lee, sam = two
    browser, url = signed_in(Role.MANAGER), reverse("mentorship:board")
    both = browser.post(url, {f"mentor-{lee.pk}": ana.pk, f"mentor-{sam.pk}": ana.pk, "propose": 1})
    assert (both.status_code, "Ana has room for 1 more" in both.content.decode()) == (422, True)
    pair(lee, mentor=bo, by=None)  # somebody was quicker
    late = browser.post(url, {f"mentor-{lee.pk}": bo.pk, f"mentor-{sam.pk}": ana.pk, "propose": 1})
    assert (late.status_code, Mentorship.objects.count()) == (422, 1)
    for broken in ({"mentor-x": 1}, {f"mentor-{sam.pk}": "9" * 30}, {f"mentor-{sam.pk}": 2**40}, {"hold-1": 1}):
        assert browser.post(url, {**broken, "look": 1}).status_code in (200, 422)
    assert browser.post(url, {"propose": 1}).status_code == 302


def test_wishes_are_said_on_cards_without_load(two, signed_in):
    ana, bo, lee, _sam = two
    browser, url = signed_in(mentee_of_placement(lee)), reverse("mentorship:own-choose")
    page = browser.get(url).content.decode()
    assert ("Ana" in page, "of 1" in page, "places left" in page) == (True, False, False)
    said = {"rank1": bo.pk, "rank3": ana.pk, "languages": "English, Spanish", "help_with": "SQL"}
    assert browser.post(url, {**said, "rank2": bo.pk}).status_code == 422
    assert browser.post(url, said).status_code == 302
    ranks = MentorRank.objects.filter(enrolment=lee.enrolment).order_by("rank")
    assert list(ranks.values_list("mentor", "rank")) == [(bo.pk, 1), (ana.pk, 2)]
    with pytest.raises(WishRefused, match="Only the person themselves"):
        say_wishes(lee.enrolment, by=ana.user, ranked=[ana])
    assert "Not yet" in signed_in(make_user()).get(url).content.decode()


def mentee_of_placement(placement):
    """The account of somebody placed."""
    return mentee_of(Mentorship(placement=placement))


def test_a_mentor_says_whom_they_would_like_by_http(two, signed_in):
    _ana, bo, lee, sam = two
    browser, url = signed_in(bo.user), reverse("mentorship:liked")
    assert browser.post(url, {"liked": [lee.enrolment_id, 2**40, "x"]}).status_code == 302
    assert list(bo.liked.values_list("enrolment", flat=True)) == [lee.enrolment_id]
    browser.post(url, {"liked": [sam.enrolment_id]})
    assert list(bo.liked.values_list("enrolment", flat=True)) == [sam.enrolment_id]


def test_board_takes_the_same_queries_for_one_and_three(signed_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser, url, counts = signed_in(Role.MANAGER), reverse("mentorship:board"), []
    for number in (1, 2):
        for _ in range(number):
            make_mentor()
            make_placed()
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
