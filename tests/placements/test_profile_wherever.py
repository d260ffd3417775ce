"""Whatever a person shows and hides: no part that is hidden, and no name before its stage, stands anywhere in the portal."""

import io
import random
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from bootcamp.models import Competency, CredentialAward, Track, TrackEnrolment
from bootcamp.selectors.assessing import criteria_of
from bootcamp.services.assessing import Opinion, save_sheet
from bootcamp.services.rubrics import add_rubric
from careerpath.pipeline.history import move
from placements.models import Placement, PortalRule, ProfilePart
from placements.selectors.profile import pseudonym
from placements.services.presenting import present
from placements.services.profile import Told, decide, take_back, tell
from tests.bootcamp.factories import assessments_of, make_class, make_instructor
from tests.factories import a_day, make_user
from tests.placements.factories import make_client, make_contact, make_credential, make_graduate, make_opening

pytestmark = pytest.mark.django_db

MARKS = {
    ProfilePart.SUMMARY: ("wombatsummary",),
    ProfilePart.SKILLS: ("wombatskill",),
    ProfilePart.LANGUAGES: ("wombattongue",),
    ProfilePart.PLACE: ("wombatcity", "wombatstate"),
    ProfilePart.CREDENTIALS: ("WombatCredential", "wombatissuer"),
    ProfilePart.COMPETENCIES: ("wombatability",),
    ProfilePart.TRACK: ("wombattrack",),
}
"""Words that stand in one part and nowhere else."""
LINK = "https://issuer.example/wombatlink"
HIDDEN_ALWAYS = ("wombat@example.org", "4105550100")
NAME = "Wilhelmina Numbatova"


@pytest.fixture
def somebody() -> Placement:
    """Presented beside somebody else, with something in each part."""
    (person,) = make_class(size=1)
    work = next(each for each in assessments_of(person.cohort) if each.title == "Presentation to a panel")
    work.assessors, work.published_at = 1, datetime(2026, 1, 2, tzinfo=UTC)
    add_rubric(work, by=None)
    work.save()
    Competency.objects.filter(pk=criteria_of(work)[0].competency_id).update(name="wombatability")
    opinions = {each.pk: Opinion(3) for each in criteria_of(work)}
    save_sheet(work, person, opinions, comment="", give=True, by=make_instructor(person.cohort))
    move(person, to="completed", by=None)
    applicant = person.application.applicant
    applicant.user, applicant.name, applicant.email, applicant.phone = make_user(), NAME, *HIDDEN_ALWAYS
    applicant.save()
    credential = make_credential("WOMBATCODE", name="WombatCredential", issuer="wombatissuer")
    CredentialAward.objects.create(
        enrolment=person,
        credential=credential,
        awarded_on=a_day(-20),
        evidence_url=LINK,
        verified_by=make_user(),
        verified_at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    track = Track.objects.create(slug="wombat", name="wombattrack")
    TrackEnrolment.objects.create(enrolment=person, track=track)
    tell(
        person, Told("wombatsummary", ["wombatskill"], ["wombattongue"], "wombatcity", "wombatstate"), by=applicant.user
    )
    opening = make_opening(make_client("nda"))
    present(make_graduate(), opening=opening, by=None)
    return present(person, opening=opening, by=None)


def said(response_content: bytes) -> str:
    """What an answer says, unpacked where it is packed."""
    texts = [response_content.decode(errors="replace")]
    if response_content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(response_content)) as packed:
            texts += [packed.read(name).decode(errors="replace") for name in packed.namelist()]
    return "\n".join(texts)


def everything(contact: Client, placement: Placement) -> dict[str, str]:
    """Each page and file of the portal on which the person may stand."""
    other = Placement.objects.exclude(pk=placement.pk).get()
    of, opening = [placement.public_id], [placement.opening.public_id]
    urls = {
        "portal": reverse("placements:portal"),
        "openings": reverse("placements:openings"),
        "opening": reverse("placements:opening", args=opening),
        "person": reverse("placements:person", args=of),
        "interview": reverse("placements:interview", args=of),
        "feedback": reverse("placements:feedback", args=of),
        "compare": f"{reverse('placements:compare')}?p={placement.public_id}&p={other.public_id}",
        "xlsx": reverse("placements:export", args=["xlsx"]),
        "zip": reverse("placements:export", args=["zip"]),
    }
    found = {}
    for name, url in urls.items():
        response = contact.get(url)
        assert response.status_code == 200, name
        found[name] = said(response.content)
    return found


def test_what_is_hidden_stands_nowhere_in_the_portal(somebody: Placement) -> None:
    user = somebody.enrolment.application.applicant.user
    contact = Client()
    contact.force_login(make_contact(somebody.opening.client))
    rng = random.Random(11)  # a test
    subsets = [list(ProfilePart.values), [], *(rng.sample(ProfilePart.values, size) for size in (2, 5))]
    rule = PortalRule.objects.create(cohort=somebody.enrolment.cohort)
    for place, shown in enumerate(subsets):
        is_named = place % 2 == 0
        PortalRule.objects.filter(pk=rule.pk).update(name_from="presented" if is_named else "accepted")
        decide(somebody.enrolment, shown=shown, by=user)
        texts = everything(contact, somebody)
        for page, text in texts.items():
            stands = {part.value for part, marks in MARKS.items() if any(mark in text for mark in marks)}
            assert stands <= set(shown), page
            assert [word for word in HIDDEN_ALWAYS if word in text] == [], page
            assert is_named or not any(word in text for word in (*NAME.split(), LINK)), page
        for page in ("person", "xlsx", "zip"):
            stands = {part.value for part, marks in MARKS.items() if any(mark in texts[page] for mark in marks)}
            assert stands == set(shown), page
        name = NAME if is_named else pseudonym(somebody.enrolment.public_id, somebody.opening.client_id)
        assert [
            page for page in ("portal", "opening", "person", "compare", "xlsx", "zip") if name not in texts[page]
        ] == []
        assert (LINK in texts["person"]) == (is_named and ProfilePart.CREDENTIALS in shown)
    assert take_back(by=user) == 1
    left = everything(contact, somebody)
    assert [
        page for page, text in left.items() if any(mark in text for marks in MARKS.values() for mark in marks)
    ] == []
