"""Scorecards in versions: the shipped ones, the editor, and what a round freezes."""

import pytest
from django.urls import reverse

from careerpath.accounts.roles import Role
from reviews.forms_scorecards import Draft
from reviews.models import Scorecard, ScorecardVersion
from reviews.scorecard import BadScorecard, read_card
from reviews.services import scorecards as service
from reviews.services.scorecards import ScorecardRefused
from reviews.shipped import SHIPPED
from tests.factories import make_user
from tests.reviews import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return make_user(Role.RECRUITER)


@pytest.mark.parametrize("use", Scorecard.Use.values)
def test_shipped_scorecard_reads_five_attributes_with_five_anchors_each_and_weights_of_a_hundred(use):
    card = read_card(SHIPPED[use]["document"])
    assert [each.key for each in card.attributes] == [
        "drive", "learning_agility", "communication", "motivation", "resilience",
    ]  # fmt: skip
    assert sum(card.weights) == 100
    assert all(len(set(each.anchors)) == 5 for each in card.attributes)
    assert len(card.red_flags) >= 3


def test_shipped_scorecard_is_made_once(by):
    first = service.shipped_scorecard("reading")
    assert service.shipped_scorecard("reading") == first
    newer = service.new_version(first, by=by)
    assert service.shipped_scorecard("reading") == newer
    assert ScorecardVersion.objects.count() == 2


def test_version_that_a_round_was_opened_with_never_changes(by):
    version = factories.make_card(frozen_at=None)
    document = factories.make_document({"drive": 1})
    service.save_version(version, document=document, note="One less", by=by)
    version.refresh_from_db()
    assert (version.document, version.note) == (document, "One less")
    service.freeze(version)
    frozen = version.frozen_at
    for change in (
        lambda: service.save_version(version, document=factories.make_document(), by=by),
        lambda: service.discard_version(version, by=by),
    ):
        with pytest.raises(ScorecardRefused, match="does not change any more"):
            change()
    service.freeze(version)
    assert (version.document, version.frozen_at) == (document, frozen)


def test_next_version_asked_for_twice_is_one_draft(by):
    version = factories.make_card()
    assert service.new_version(version, by=by) == service.new_version(version, by=by)
    assert list(version.scorecard.versions.values_list("number", flat=True)) == [2, 1]


def test_text_of_somebody_else_is_not_overwritten_silently(by):
    version = factories.make_card(frozen_at=None)
    base = service.document_digest(version.document)
    service.save_version(version, document=factories.make_document({"drive": 1}), by=by, base=base)
    with pytest.raises(ScorecardRefused, match="Somebody else has saved"):
        service.save_version(version, document=factories.make_document({"words": 1}), by=by, base=base)
    assert service.save_version(version, document=factories.make_document({"drive": 1}), by=by, base=base) == version


def test_document_that_is_no_scorecard_is_not_kept(by):
    version = factories.make_card(frozen_at=None)
    attribute = version.document["attributes"][0]
    for attributes in ([], [{**attribute, "key": "drive\n"}], [attribute, attribute]):
        with pytest.raises(BadScorecard):
            service.save_version(version, document={"attributes": attributes}, by=by)


def test_draft_that_a_round_uses_is_not_thrown_away_and_the_last_takes_its_scorecard_along(by):
    version = factories.make_card(frozen_at=None)
    round = factories.make_round(status="draft", scorecard_version=version)
    with pytest.raises(ScorecardRefused, match="Choose another scorecard"):
        service.discard_version(version, by=by)
    round.delete()
    service.discard_version(version, by=by)
    assert not Scorecard.objects.exists()


def test_scorecard_of_a_name_that_is_there_or_of_another_use_is_refused(by):
    made = service.make_scorecard(name="Our own", use="reading", by=by)
    with pytest.raises(ScorecardRefused, match="Our own"):
        service.make_scorecard(name="Our own", use="reading", by=by)
    with pytest.raises(ScorecardRefused, match="copy one of its own kind"):
        service.make_scorecard(name="Talk", use="interview", copied_from=made, by=by)


def sent(version, **changes):
    """The editor's page as its form sends it."""
    draft = Draft.of(version)
    data = {"attributes": len(draft.attributes), "flags": len(draft.flags), "do": "save", "note": "",
            "base": service.document_digest(version.document)}  # fmt: skip
    for place, row in enumerate(draft.attributes):
        values = {"key": row.key, "name": row.name, "looks_for": row.looks_for, "weight": row.weight}
        values |= {str(point): text for point, text in enumerate(row.anchors, 1)}
        data |= {f"a{place}-{name}": value for name, value in values.items()}
    for place, flag in enumerate(draft.flags):
        data |= {f"f{place}-key": flag.key, f"f{place}-name": flag.name}
    return data | changes


def test_editor_keeps_what_it_shows(by, client):
    client.force_login(by)
    version = factories.make_card(frozen_at=None)
    url = reverse("admin:reviews-scorecard-edit", args=[version.pk])
    before = version.document
    assert client.post(url, sent(version)).status_code == 302
    version.refresh_from_db()
    assert version.document == before
    assert client.post(url, sent(version, **{"a0-name": "Will", "a0-3": "Seen"})).status_code == 302
    version.refresh_from_db()
    first = version.document["attributes"][0]
    assert (first["key"], first["name"], first["anchors"][2]) == ("drive", "Will", "Seen")


def test_editor_says_beside_each_field_what_is_wrong_and_keeps_what_was_typed(by, client):
    client.force_login(by)
    version = factories.make_card(frozen_at=None)
    url = reverse("admin:reviews-scorecard-edit", args=[version.pk])
    answer = client.post(url, sent(version, **{"a0-weight": "many", "a1-2": " ", "a2-name": "Kept"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="a0-weight-problem"' in page
    assert 'aria-describedby="a1-2-problem"' in page
    assert 'value="many"' in page
    assert 'value="Kept"' in page


def test_editor_adds_moves_and_removes_rows_without_saving(by, client):
    client.force_login(by)
    version = factories.make_card(frozen_at=None)
    url = reverse("admin:reviews-scorecard-edit", args=[version.pk])
    for do, names in (
        ("add", ["Drive", "Learning", "Words", ""]),
        ("up-2", ["Drive", "Words", "Learning"]),
        ("remove-0", ["Learning", "Words"]),
    ):
        answer = client.post(url, sent(version, do=do))
        assert [row.name for row in answer.context["draft"].attributes] == names
    version.refresh_from_db()
    assert version.document == factories.make_document()


def test_new_attribute_gets_a_key_of_its_name_that_nobody_has():
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update({"attributes": "3", "a0-key": "drive", "a0-name": "Drive", "a1-name": "Drive", "a2-name": "3 Zeichen"})
    assert [row.key for row in Draft.sent(data).attributes] == ["drive", "drive_2", "a_3_zeichen"]


def test_frozen_version_has_no_editor(by, client):
    client.force_login(by)
    version = factories.make_card()
    answer = client.get(reverse("admin:reviews-scorecard-edit", args=[version.pk]))
    assert answer.url == reverse("admin:reviews-scorecard", args=[version.pk])
