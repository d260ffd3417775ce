"""Certificates and their credential: verified by a library that is not ours, revoked, changed, after another key took over."""

import base64
import hashlib
import json
import re
import stat
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import jwt
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from applicants.models import Notice
from bootcamp.badges.picture import NAMESPACE, badge
from bootcamp.badges.signing import make_key, public_half, read_key
from bootcamp.models import BadgeKey, Certificate
from bootcamp.selectors.certificates import State, look_at
from bootcamp.selectors.people import graduates
from bootcamp.services import keys
from bootcamp.services.certificates import CertificateRefused, check_address, issue_again, issue_many, revoke
from careerpath.accounts.models import Bucket, User
from careerpath.accounts.roles import Role
from tests.bootcamp.certified import Certified, certified, make_ready
from tests.factories import make_user

__all__ = ["certified"]
pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
CLAIMS = {"iss", "sub", "jti", "nbf"}


def served(address: str) -> Any:
    """What one of our own addresses answers to anybody."""
    response = Client().get(urlsplit(address).path)
    assert response.status_code == 200, address
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def verified_by_others(signed: str) -> dict[str, Any]:
    """PyJWT with the key that the credential's own `kid` leads to."""
    kid = jwt.get_unverified_header(signed)["kid"]
    key = jwt.PyJWK(served(kid))
    claims: dict[str, Any] = jwt.decode(signed, key, algorithms=["RS256"], options={"require": sorted(CLAIMS)})
    return claims


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


# --- the credential -------------------------------------------------------------------------------------------------------


def test_the_credential_verifies_with_a_library_that_is_not_ours(certified: Certified) -> None:
    certificate = certified.certificate()
    claims = verified_by_others(certificate.credential)
    jwks = jwt.PyJWKSet.from_dict(served(reverse("badges:keys")))
    assert jwt.decode(certificate.credential, jwks[certificate.key.kid], algorithms=["RS256"]) == claims
    assert set(jwt.get_unverified_header(certificate.credential)) == {"alg", "kid", "typ"}
    assert (claims["iss"], claims["jti"], claims["sub"]) == (
        claims["issuer"]["id"],
        claims["id"],
        claims["credentialSubject"]["id"],
    )
    assert claims["nbf"] == int(certificate.issued_at.timestamp())
    assert claims["id"] == check_address(certificate.public_id)
    assert claims["@context"][:2] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert claims["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert "CHIME has not issued" in claims["credentialSubject"]["achievement"]["description"]
    assert claims["credentialSubject"]["achievement"]["criteria"]["narrative"].startswith(
        "The holder attended at least 90% of the scheduled time, passed every module and passed the final examination."
    )


def test_what_the_credential_points_to_is_served(certified: Certified) -> None:
    claims = verified_by_others(certified.certificate().credential)
    profile = served(claims["issuer"]["id"])
    assert {name: profile[name] for name in claims["issuer"]} == claims["issuer"]
    achievement = claims["credentialSubject"]["achievement"]
    found = served(achievement["id"])
    assert {name: found[name] for name in achievement} == achievement
    image = Client().get(urlsplit(achievement["image"]["id"]).path)
    assert (image.status_code, image["Content-Type"]) == (200, "image/svg+xml")
    assert claims["credentialStatus"]["type"] == "1EdTechRevocationList"
    assert served(claims["credentialStatus"]["id"])["issuer"] == claims["iss"]


def test_its_holder_can_prove_it_is_theirs_and_nobody_reads_an_address_or_a_name_in_it(certified: Certified) -> None:
    certificate = certified.certificate()
    (identifier,) = verified_by_others(certificate.credential)["credentialSubject"]["identifier"]
    email = certificate.enrolment.application.applicant.email or ""
    digest = hashlib.sha256((email.lower() + identifier["salt"]).encode()).hexdigest()
    assert identifier["identityHash"] == f"sha256${digest}"
    assert (identifier["hashed"], identifier["identityType"]) == (True, "emailAddress")
    payload = base64.urlsafe_b64decode(certificate.credential.split(".")[1] + "==").decode()
    assert email not in payload
    assert certificate.holder not in payload
    assert certified.certificate(1).credential != certificate.credential
    salts = [
        verified_by_others(certified.certificate(n).credential)["credentialSubject"]["identifier"][0]["salt"]
        for n in (0, 1)
    ]
    assert salts[0] != salts[1]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), sign=st.sampled_from("ABCxyz019-_."))
def test_a_changed_sign_anywhere_fails_here_and_elsewhere(certified: Certified, place: float, sign: str) -> None:
    signed = certified.certificate().credential
    at = int(place * len(signed))
    changed = signed[:at] + sign + signed[at + 1 :]
    if changed == signed:
        return
    assert look_at(changed).state in (State.CHANGED, State.NOT_OURS, State.NOTHING)
    key = jwt.PyJWK(certified.certificate().key.public)
    last = {signed.find(".") - 1, signed.rfind(".") - 1, len(signed) - 1}
    if at not in last:  # where base64 has bits to spare, others may read the same octets out of another sign
        with pytest.raises(jwt.PyJWTError):
            jwt.decode(changed, key, algorithms=["RS256"])


def test_every_byte_of_a_changed_payload_is_noticed(certified: Certified) -> None:
    head, payload, signature = certified.certificate().credential.split(".")
    octets = base64.urlsafe_b64decode(payload + "==")
    for at in range(0, len(octets), 7):
        changed = octets[:at] + bytes([octets[at] ^ 1]) + octets[at + 1 :]
        assert look_at(f"{head}.{b64(changed)}.{signature}").state == State.CHANGED


@pytest.mark.parametrize("forged", ["none", "hs256", "own_key", "jwk_in_head", "crit"])
def test_a_forged_credential_is_not_ours(certified: Certified, forged: str) -> None:
    certificate = certified.certificate()
    claims = verified_by_others(certificate.credential)
    kid, other = certificate.key.kid, make_key()
    private = other.as_pem(private=True)
    match forged:
        case "none":
            signed = jwt.encode(claims, None, algorithm="none", headers={"kid": kid}) + "A" * 30
        case "hs256":
            signed = jwt.encode(claims, certificate.key.public["n"], algorithm="HS256", headers={"kid": kid})
        case "own_key":
            signed = jwt.encode(claims, private, algorithm="RS256", headers={"kid": "https://evil.example/key"})
        case "jwk_in_head":
            public = public_half(other, kid=kid)
            signed = jwt.encode(claims, private, algorithm="RS256", headers={"kid": kid, "jwk": public})
        case _:
            signed = jwt.encode(claims, private, algorithm="RS256", headers={"kid": kid, "crit": ["exp"]})
    assert look_at(signed).state == (State.NOT_OURS if forged == "own_key" else State.CHANGED)


def test_after_another_key_took_over_old_ones_verify(certified: Certified, settings: Any) -> None:
    old = certified.certificate(0)
    settings.BADGE_SIGNING_KEY = make_key().as_pem(private=True).decode().replace("\n", "\\n")
    revoke(certified.certificate(1), because="replaced", note="Name.", by=certified.manager)
    new = issue_again(certified.people[1], by=certified.manager)
    assert new.key != old.key
    for certificate in (old, new):
        assert verified_by_others(certificate.credential)["jti"] == check_address(certificate.public_id)
        assert look_at(certificate.credential).state == State.VALID
    assert {each["kid"] for each in served(reverse("badges:keys"))["keys"]} == {old.key.kid, new.key.kid}


def test_what_a_withdrawn_key_signed_is_not_believed(certified: Certified, settings: Any) -> None:
    certificate = certified.certificate()
    key = certificate.key
    key.withdrawn_at = certificate.issued_at
    key.save()
    assert look_at(certificate.credential).state == State.NOT_OURS
    assert served(reverse("badges:keys")) == {"keys": []}
    with pytest.raises(keys.NoKey, match="withdrawn"):
        keys.signing_key()


def test_no_private_half_is_kept_or_served(certified: Certified) -> None:
    assert {frozenset(each) for each in BadgeKey.objects.values_list("public", flat=True)} == {
        frozenset({"kty", "n", "e", "alg", "use", "kid"})
    }


def test_a_developers_key_is_made_once_for_its_owner_alone(tmp_path: Any) -> None:
    first = keys._own_key(tmp_path)
    keys._own_key.cache_clear()
    assert keys._own_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / keys.FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [keys.FILE]
    keys._own_key.cache_clear()


@pytest.mark.parametrize("pem", ["", "x", make_key().as_pem(private=False).decode()])
def test_a_key_that_will_not_do_is_refused_in_words(pem: str) -> None:
    with pytest.raises(ValueError, match="BADGE_SIGNING_KEY"):
        read_key(pem)


# --- issued, revoked, issued again ---------------------------------------------------------------------------------------


def test_nobody_gets_a_second_certificate_and_nobody_unsigned_gets_one(certified: Certified) -> None:
    assert issue_many([each.pk for each in certified.people], by=certified.manager) == []
    with pytest.raises(CertificateRefused, match="a certificate that stands"):
        issue_again(certified.people[0], by=certified.manager)
    with pytest.raises(CertificateRefused, match="not signed"):
        issue_again(certified.people[2], by=certified.manager)


def test_a_revoked_one_shows_as_revoked_at_once_everywhere(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    page = reverse("check:certificate", args=[certificate.public_id])
    assert "This certificate was issued by us and stands." in Client().get(page).content.decode()
    client = signed_in(certified.manager)
    response = client.post(
        reverse("bootcamp:certificate", args=[certified.cohort.slug, certificate.public_id]),
        {"action": "revoke", "revoke-because": "error", "because": "error", "note": "Marks were mixed up."},
    )
    assert response.status_code == 302
    text = Client().get(page).content.decode()
    assert "This certificate does not count any more." in text
    assert "It was issued by mistake." in text
    assert "Marks were mixed up." not in text
    listed = served(reverse("badges:revoked"))["revokedCredentials"]
    assert listed == [
        {"id": check_address(certificate.public_id), "revoked": True, "revocationReason": "It was issued by mistake."}
    ]
    assert look_at(certificate.credential).state == State.REVOKED
    own = signed_in(certified.user()).get(reverse("bootcamp:my-certificate")).content.decode()
    assert "It was issued by mistake." in own
    assert "Marks were mixed up." not in own
    for name in ("certificate.pdf", "credential.jwt"):
        assert client.get(reverse("bootcamp:certificate-file", args=[certificate.public_id, name])).status_code == 404
    assert Certificate.objects.filter(pk=certificate.pk).exists()


def test_a_new_one_has_the_name_as_it_is_now_and_the_old_one_stays(certified: Certified, signed_in: SignIn) -> None:
    old = certified.certificate()
    applicant = certified.people[0].application.applicant
    type(applicant).objects.filter(pk=applicant.pk).update(name="Ada Lovelace")
    revoke(old, because="replaced", note="Misspelt.", by=certified.manager)
    address = reverse("bootcamp:certificate", args=[certified.cohort.slug, old.public_id])
    response = signed_in(certified.manager).post(address, {"action": "again"}, follow=True)
    assert "A new certificate for Ada Lovelace is issued" in response.content.decode()
    assert Certificate.objects.filter(enrolment=certified.people[0]).count() == 2
    assert Notice.objects.filter(kind="certificate", application=certified.people[0].application).count() == 2


@pytest.mark.parametrize(
    ("because", "note", "words"), [("error", " ", "Write down why"), ("whim", "x", "Choose the reason")]
)
def test_revoking_needs_a_reason_for_the_public_and_one_for_the_record(
    certified: Certified, because: str, note: str, words: str
) -> None:
    with pytest.raises(CertificateRefused, match=words):
        revoke(certified.certificate(), because=because, note=note, by=certified.manager)


def test_only_a_manager_revokes(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    with pytest.raises(CertificateRefused, match="programme manager"):
        revoke(certificate, because="error", note="x", by=certified.instructor)
    address = reverse("bootcamp:certificate", args=[certified.cohort.slug, certificate.public_id])
    response = signed_in(certified.instructor).post(address, {"action": "revoke", "because": "error", "note": "x"})
    assert response.status_code == 403
    assert "Only a programme manager" in response.content.decode()
    assert certified.certificate().is_valid


# --- the public check ----------------------------------------------------------------------------------------------------


def test_the_check_page_shows_the_name_only_as_its_holder_chose(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    page = reverse("check:certificate", args=[certificate.public_id])
    assert certificate.holder in Client().get(page).content.decode()
    signed_in(certified.user()).post(reverse("bootcamp:my-certificate"), {})
    text = Client().get(page).content.decode()
    assert certificate.holder not in text
    assert "The holder chose not to show their name here." in text


def test_no_public_page_has_an_address_of_the_holder_and_none_is_for_search_engines(certified: Certified) -> None:
    certificate = certified.certificate()
    email = certificate.enrolment.application.applicant.email or "?"
    digest = re.search(
        r"sha256\$[0-9a-f]+", base64.urlsafe_b64decode(certificate.credential.split(".")[1] + "==").decode()
    )
    pages = [
        reverse("check:certificate", args=[certificate.public_id]),
        reverse("check:transcript", args=[certificate.public_id, certificate.transcript_code]),
        reverse("check:paste"),
        *(reverse(f"badges:{name}") for name in ("keys", "issuer", "revoked")),
        reverse("badges:achievement", args=[certified.cohort.slug]),
        reverse("badges:image", args=[certified.cohort.slug]),
    ]
    for page in pages:
        response = Client().get(page)
        assert response.status_code == 200, page
        text = response.content.decode()
        assert email not in text
        assert digest is not None
        assert digest[0] not in text
        if page.startswith("/check/"):
            assert response["X-Robots-Tag"] == "noindex, nofollow"
            assert 'content="noindex, nofollow"' in text


def test_the_code_of_a_transcript_shows_the_figures_and_another_does_not(certified: Certified) -> None:
    certificate = certified.certificate()
    right = Client().get(reverse("check:transcript", args=[certificate.public_id, certificate.transcript_code]))
    assert "The transcript as we signed it" in right.content.decode()
    assert "80.0 of 100" in right.content.decode()
    wrong = Client().get(reverse("check:transcript", args=[certificate.public_id, "AAAAAAAAAAAA"])).content.decode()
    assert "The code is not the one on the transcript" in wrong
    assert "80.0" not in wrong


def test_a_number_that_was_never_given_is_said_to_be_none() -> None:
    response = Client().get("/check/00000000-0000-4000-8000-000000000000/")
    assert response.status_code == 404
    assert "No certificate has this number" in response.content.decode()


def test_what_is_pasted_is_answered_in_words(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    files = signed_in(certified.user())
    address = reverse("check:paste")

    def answer(pasted: str) -> str:
        return Client().post(address, {"pasted": pasted}).content.decode()

    for name in ("credential.jwt", "credential.json", "badge.svg"):
        text = files.get(reverse("bootcamp:certificate-file", args=[certificate.public_id, name])).content.decode()
        assert "Valid: we signed this credential" in answer(text), name
    assert "Changed: it names a key of ours" in answer(certificate.credential[:-9] + "AAAAAAAAA")
    foreign = jwt.encode({"a": "b" * 30}, make_key().as_pem(private=True), algorithm="RS256", headers={"kid": "x"})
    assert "Not ours" in answer(foreign)
    assert "There is no credential in what you pasted" in answer("hello")
    assert Client().post(address, {"pasted": "x" * 70_000}).status_code == 422
    to_page = Client().post(address, {"pasted": f"see {check_address(certificate.public_id)}"})
    assert to_page["Location"] == reverse("check:certificate", args=[certificate.public_id])


def test_the_check_works_in_spanish(certified: Certified) -> None:
    page = reverse("check:certificate", args=[certified.certificate().public_id])
    text = Client(headers={"accept-language": "es"}).get(page).content.decode()
    assert '<html lang="es"' in text
    assert "Certificado de finalización" in text


def test_who_guesses_is_told_to_wait(certified: Certified) -> None:
    page = reverse("check:certificate", args=[certified.certificate().public_id])
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.get(page)
    Bucket.objects.update(tokens=0)
    response = client.get(page)
    assert response.status_code == 429
    assert "very often in a short time" in response.content.decode()
    assert client.post(reverse("check:paste"), {"pasted": "hello"}).status_code == 429


# --- papers and files ------------------------------------------------------------------------------------------------------


def words_of(content: bytes) -> str:
    from io import BytesIO

    reader = PdfReader(BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))


def test_the_papers_are_tagged_and_say_whose_they_are(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    client = signed_in(certified.user())
    for name, title in (("certificate.pdf", "Certificate of completion"), ("transcript.pdf", "Transcript")):
        response = client.get(reverse("bootcamp:certificate-file", args=[certificate.public_id, name]))
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        text = words_of(response.content)
        assert title in text
        assert certificate.holder in text
        assert "It is not a CHIME certificate" in text
        assert str(certificate.public_id) in text.replace(" ", "")
        assert (certificate.enrolment.application.applicant.email or "?") not in text


def test_the_papers_are_in_their_holders_language(certified: Certified, signed_in: SignIn) -> None:
    applicant = certified.people[0].application.applicant
    type(applicant).objects.filter(pk=applicant.pk).update(language="es")
    client = signed_in(certified.manager)
    address = reverse("bootcamp:certificate-file", args=[certified.certificate().public_id, "certificate.pdf"])
    assert "Certificado de finalización" in words_of(client.get(address).content)


def test_hostile_names_are_printed_as_they_stand(certified: Certified, signed_in: SignIn) -> None:
    name = '#read("/etc/passwd") <b>東京</b>'
    Certificate.objects.filter(pk=certified.certificate().pk).update(holder=name)
    client = signed_in(certified.user())
    for file in ("certificate.pdf", "transcript.pdf"):
        response = client.get(reverse("bootcamp:certificate-file", args=[certified.certificate().public_id, file]))
        assert '#read("/etc/passwd")' in words_of(response.content)


def test_the_badge_carries_the_credential() -> None:
    svg = ET.fromstring(  # noqa: S314  # our own
        badge(title="A <b> & c", issuer='"Us"', year=2026, signed="aaa.bbb.ccc")
    )
    (baked,) = svg.findall(f"{{{NAMESPACE}}}credential")
    assert svg[0] is baked
    assert baked.attrib == {"verify": "aaa.bbb.ccc"}
    plain = badge(title="t", issuer="i", year=2026)
    assert not ET.fromstring(plain).findall(f"{{{NAMESPACE}}}credential")  # noqa: S314  # our own


def test_the_envelope_holds_the_credential(certified: Certified, signed_in: SignIn) -> None:
    certificate = certified.certificate()
    address = reverse("bootcamp:certificate-file", args=[certificate.public_id, "credential.json"])
    found = json.loads(signed_in(certified.user()).get(address).content)
    assert found["type"] == "EnvelopedVerifiableCredential"
    assert found["id"] == f"data:application/vc+jwt,{certificate.credential}"


@pytest.mark.parametrize(
    "who", ["holder", "instructor", "manager", "other learner", "other instructor", "recruiter", "nobody"]
)
def test_files_are_for_the_holder_and_the_staff_of_the_class(certified: Certified, signed_in: SignIn, who: str) -> None:
    user: User | None = {
        "holder": certified.user,
        "instructor": lambda: certified.instructor,
        "manager": lambda: certified.manager,
        "other learner": lambda: certified.user(1),
        "other instructor": lambda: make_user(Role.INSTRUCTOR),
        "recruiter": lambda: make_user(Role.RECRUITER),
        "nobody": lambda: None,
    }[who]()
    client = signed_in(user) if user else Client()
    address = reverse("bootcamp:certificate-file", args=[certified.certificate().public_id, "credential.jwt"])
    allowed = who in ("holder", "instructor", "manager")
    assert client.get(address).status_code == (200 if allowed else 302 if who == "nobody" else 404)


def test_my_certificate_says_what_will_be_here_before_there_is_one(certified: Certified, signed_in: SignIn) -> None:
    address = reverse("bootcamp:my-certificate")
    assert "Your certificate will be here" in signed_in(certified.user(2)).get(address).content.decode()
    assert signed_in(make_user()).get(address).status_code == 200
    mine = signed_in(certified.user()).get(address).content.decode()
    assert check_address(certified.certificate().public_id) in mine
    assert "80.0 of 100" in mine


def test_completions_from_before_get_their_certificates(signed_in: SignIn) -> None:
    from bootcamp.services import complete_many

    people = make_ready(2)
    manager = make_user(Role.MANAGER)
    complete_many(people[0].cohort, [each.pk for each in people], by=manager)
    address = reverse("bootcamp:completion", args=[people[0].cohort.slug])
    assert "Issue 2 certificates" in signed_in(manager).get(address).content.decode()
    assert "Certificates issued: 2." in signed_in(manager).post(address, {"issue": "1"}, follow=True).content.decode()
    assert Certificate.objects.filter(enrolment__in=people).count() == 2


HEADS = {
    "deep": "[" * 14_000,
    "nul": json.dumps({"alg": "RS256", "kid": "https://example.org/\x00"}),
    "half_a_pair": '{"alg":"RS256","kid":"\\ud800 and more of it"}',
    "no_text": '{"alg":"RS256","kid":["a list","instead","of text"]}',
}


@pytest.mark.parametrize("name", HEADS)
def test_a_head_made_to_break_the_reader_is_answered_in_words(name: str) -> None:
    pasted = f"{b64(HEADS[name].encode())}.{b64(b'x' * 30)}.{b64(b'y' * 30)}"
    answer = Client().post(reverse("check:paste"), {"pasted": pasted})
    assert (answer.status_code, answer.context["finding"].state) == (200, State.NOT_OURS)


def test_sixty_thousand_letters_are_looked_at_once() -> None:
    began = time.process_time()
    for pasted in ("a" * 60_000, ("a" * 29_999 + ".") * 2):
        assert look_at(pasted).state == State.NOTHING
    assert time.process_time() - began < 0.5  # it was nine seconds each


def test_who_was_certified_by_mistake_is_not_offered_for_placement_and_keeps_their_history(
    certified: Certified, signed_in: SignIn
) -> None:
    first, second = certified.people[:2]
    readiness = reverse("bootcamp:graduate", args=[certified.cohort.slug, first.public_id])
    client = signed_in(certified.manager)
    assert "Our certificate of completion" in client.get(readiness).content.decode()
    assert set(graduates()) >= {first, second}
    revoke(certified.certificate(0), because="error", note="Another Ada.", by=certified.manager)
    revoke(certified.certificate(1), because="asked", note="She asked.", by=certified.manager)
    assert [each in graduates() for each in (first, second)] == [False, True]
    first.refresh_from_db()
    assert (first.status, hasattr(first, "completion")) == ("completed", True)
    page = client.get(readiness).content.decode()
    assert "Their certificate of completion was taken back." in page
    assert "It was issued by mistake." in page
    issue_again(first, by=certified.manager)
    assert first in graduates()
    assert "was taken back" not in client.get(readiness).content.decode()
