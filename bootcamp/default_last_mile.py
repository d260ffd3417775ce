"""The catalogue of the last mile that ships: known certificates, each value with where it is from, and tracks that lead to them.

`Known.ISSUER`: on the issuer's own page. `REPORTED`: said alike by others who quote the issuer. `CHECK`: an example, or not public:
a programme fills it in before it relies on it. Issuers change their rules; docs/last-mile.md holds the same table (by a test).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

CHECKED_ON: Final = date(2026, 11, 23)


class Known(StrEnum):
    """How well a value is known."""

    ISSUER = "confirmed by the issuer"
    REPORTED = "reported by others"
    CHECK = "to be checked"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of one field is from."""

    field: str
    known: Known
    note: str


@dataclass(frozen=True, slots=True)
class CredentialPlan:
    """One certificate: `values` are the fields of `Credential`; `components` are name, pass score, top score."""

    slug: str
    values: dict[str, Any]
    sources: tuple[Source, ...]
    source_url: str = ""
    components: tuple[tuple[str, int | None, int | None], ...] = ()

    @property
    def notes(self) -> str:
        """The sources as they stand beside the certificate, one a line."""
        return "\n".join(f"{one.field}: {one.known}. {one.note}" for one in self.sources)


ISSUER, REPORTED, CHECK = Known

CREDENTIALS: Final = (
    CredentialPlan(
        "hl7-fhir",
        {
            "name": "HL7 FHIR Foundation",
            "issuer": "HL7 International",
            "code": "FHIR-F",
            "pass_score": 70,
            "top_score": 100,
            "waiting_days": 60,
        },
        (
            Source(
                "name",
                REPORTED,
                "The study guide of HL7 calls the entry-level test Foundation; it was Proficiency before.",
            ),
            Source("access, prerequisites", REPORTED, "Open; HL7's study guide recommends six months of experience."),
            Source("pass score", REPORTED, "70 of 100, as trainers say."),
            Source("waiting days", CHECK, "60 in HL7's older policy for tests on paper; ask for the one online."),
            Source("validity, maintenance", REPORTED, "No end and nothing to do, as trainers say."),
            Source("attempts", CHECK, "No limit found."),
        ),
        "https://www.hl7.org/certification/test-policy.cfm",
    ),
    CredentialPlan(
        "itil-4",
        {
            "name": "ITIL 4 Foundation",
            "issuer": "PeopleCert",
            "code": "ITIL4-F",
            "validity_months": 36,
            "maintenance": "education",
            "maintenance_hours": 60,
            "pass_score": 26,
            "top_score": 40,
        },
        (
            Source("pass score", REPORTED, "26 of 40 questions, as several guides say."),
            Source("validity", REPORTED, "Three years since 1 January 2023 (bitil.com, quoting PeopleCert)."),
            Source(
                "maintenance", REPORTED, "20 CPD points in each of three years, so 60; we do not count year by year."
            ),
            Source(
                "maintenance",
                REPORTED,
                "Or the examination again, or another of the same suite: record it as a renewal.",
            ),
            Source("attempts, waiting days", CHECK, "No limit and no waiting time found."),
        ),
        "https://www.peoplecert.org/",
    ),
    CredentialPlan(
        "capm",
        {
            "name": "Certified Associate in Project Management",
            "issuer": "PMI",
            "code": "CAPM",
            "validity_months": 36,
            "maintenance": "education",
            "maintenance_hours": 15,
            "max_attempts": 3,
            "attempts_months": 12,
        },
        (
            Source(
                "validity, maintenance", ISSUER, "15 PDUs in a cycle of three years, 9 at least of education (pmi.org)."
            ),
            Source("attempts", REPORTED, "Three in a year of eligibility; we count any twelve months."),
            Source("prerequisites", REPORTED, "A secondary diploma and 23 hours of project management education."),
            Source("pass score", CHECK, "Not public: passed or not."),
        ),
        "https://www.pmi.org/certifications/certification-resources/maintain",
    ),
    CredentialPlan(
        "security-plus",
        {
            "name": "CompTIA Security+",
            "issuer": "CompTIA",
            "code": "SY0-701",
            "validity_months": 36,
            "maintenance": "education",
            "maintenance_hours": 50,
            "pass_score": 750,
            "top_score": 900,
            "waiting_days": 14,
            "waiting_from": 2,
        },
        (
            Source("pass score", REPORTED, "750 on a scale from 100 to 900; all guides agree."),
            Source(
                "validity, maintenance", REPORTED, "50 CEUs in three years, or one larger activity (Global Knowledge)."
            ),
            Source(
                "waiting days",
                REPORTED,
                "None before the second attempt, 14 before the third and later ones (uCertify).",
            ),
            Source("waiting days", CHECK, "An older page of CompTIA says 30; look before a third attempt."),
            Source("prerequisites", REPORTED, "None needed; Network+ and experience are recommended."),
        ),
        "https://www.comptia.org/",
    ),
    CredentialPlan(
        "ehr-vendor",
        {
            "name": "EHR vendor certification",
            "issuer": "EHR vendor",
            "code": "EHR-CERT",
            "access": "sponsored",
            "maintenance": "release",
            "max_attempts": 3,
            "waiting_days": 7,
        },
        (
            Source("access", REPORTED, "Vendors train people whom a customer or partner sponsors."),
            Source("components, attempts, waiting days", CHECK, "Examples: the contract with the vendor says them."),
            Source("maintenance", CHECK, "An example: enter each release and its last day as the vendor names them."),
        ),
        "",
        (("Project", None, None), ("Examination", 80, 100)),
    ),
    CredentialPlan(
        "servicenow-csa",
        {
            "name": "Certified System Administrator",
            "issuer": "ServiceNow",
            "code": "CSA",
            "maintenance": "release",
            "max_attempts": 4,
            "waiting_days": 3,
        },
        (
            Source("maintenance", ISSUER, "A delta examination a year for mainline certifications (KB0011677)."),
            Source(
                "maintenance", REPORTED, "Zurich's was from 16 January to 16 April 2026; who misses it starts anew."
            ),
            Source(
                "attempts", REPORTED, "Four before the training is repeated (its community, quoting the retake policy)."
            ),
            Source("waiting days", REPORTED, "3 before the second; 14 before the third, which we do not hold up."),
            Source("pass score", REPORTED, "Not published: passed or not."),
        ),
        "https://nowlearning.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0011677",
    ),
)


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """One track; `modules` are short name, weight and smallest mark."""

    slug: str
    name: str
    description: str
    credentials: tuple[str, ...]
    modules: tuple[tuple[str, int, int | None], ...] = ()
    course_mark_min: int | None = None


TRACKS: Final = (
    TrackPlan(
        "ehr-implementation",
        "EHR implementation",
        "Building and testing an EHR for go-live.",
        ("ehr-vendor", "itil-4"),
        (("clinical-informatics", 3, 70), ("change", 2, None)),
    ),
    TrackPlan(
        "interoperability",
        "Interoperability",
        "Interfaces and FHIR services between systems.",
        ("hl7-fhir", "security-plus"),
        (("clinical-informatics", 3, 75), ("it-project", 2, None)),
    ),
    TrackPlan(
        "service-delivery",
        "Service delivery",
        "Service desk and platform work at a health system.",
        ("itil-4", "servicenow-csa"),
        (("it-project", 2, None), ("soft-skills", 2, None)),
    ),
    TrackPlan(
        "project-office",
        "Project office",
        "Coordinating health IT projects.",
        ("capm", "itil-4"),
        (("it-project", 3, None), ("change", 1, None), ("soft-skills", 1, None)),
    ),
)
