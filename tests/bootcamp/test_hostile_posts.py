"""What no page of ours sends is refused in words, never with an error of the server."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bootcamp.models import BoardMeeting, Grade, TrackProposal
from careerpath.accounts.roles import Role
from tests.bootcamp.certified import make_board
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HUGE = "9" * 40
LONGER = "9" * 5_000


@pytest.mark.parametrize(
    ("page", "sent", "status"),
    [
        ("track-seats", {"action": "by-hand", "person": "nobody"}, 404),
        ("track-seats", {"action": "by-hand", "person": "\x00"}, 404),
        ("track-seats", {"action": "confirm", "proposal": HUGE}, 302),
        ("track-seats", {"action": "confirm", "proposal": LONGER}, 302),
        ("gradebook-publish", {"assessment": HUGE}, 422),
        ("gradebook-publish", {"assessment": LONGER}, 422),
        ("gradebook-publish", {"assessment": "1", "action": "take_back", "reason": "\x00"}, 422),
        ("completion", {"ready": HUGE, "meeting": "{meeting}"}, 302),
        ("completion", {"ready": LONGER, "meeting": "{meeting}"}, 302),
        ("completion", {"ready": "1", "meeting": HUGE}, 302),
        ("onboarding", {"action": "tick", "task": HUGE}, 404),
    ],
)
def test_numbers_that_are_none_and_names_of_nobody(
    page: str, sent: dict[str, str], status: int, signed_in: Callable[..., Client]
) -> None:
    (own,) = make_class(size=1)
    meeting = make_board(own.cohort)
    values: dict[str, Any] = {key: value.replace("{meeting}", str(meeting.pk)) for key, value in sent.items()}
    answer = signed_in(make_instructor(own.cohort) if "publish" in page else make_user(Role.MANAGER)).post(
        reverse(f"bootcamp:{page}", args=[own.cohort.slug]), values
    )
    assert answer.status_code == status
    assert (BoardMeeting.objects.count(), TrackProposal.objects.count()) == (1, 0)


def test_where_marks_came_from_is_kept_without_what_no_text_has(signed_in: Callable[..., Client]) -> None:
    (own,) = make_class(size=1)
    work = assessments_of(own.cohort)[0]
    cells = f'{{"cells": [[{own.pk}, {work.pk}, "80", ""]]}}'
    address = reverse("bootcamp:gradebook-apply", args=[own.cohort.slug])
    answer = signed_in(make_instructor(own.cohort)).post(address, {"cells": cells, "source": "a\x00file"})
    assert answer.status_code == 302
    assert Grade.objects.get().records.get().reason == "From afile"
