"""The programme that ships: six weeks, five modules and an examination. No official syllabus, weights or pass marks are public;
these are sensible defaults, copied into a cohort where they are edited. (One topic a weekday; weights in per cent.)"""

from dataclasses import dataclass
from datetime import time
from typing import Final

STARTS: Final = time(9, 0)
ENDS: Final = time(15, 0)
DUE: Final = time(17, 0)
"""In the cohort's own time zone."""


@dataclass(frozen=True, slots=True)
class AssessmentPlan:
    """One assessment: due on the day of the module's topic with this number (1 is the first; 0 the last)."""

    title: str
    kind: str
    weight: int
    topic: int = 0


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """One module with its topics, a weekday each, and its assessments."""

    slug: str
    title: str
    description: str
    weight: int
    topics: tuple[str, ...]
    assessments: tuple[AssessmentPlan, ...]
    pass_mark: int = 70
    kind: str = "module"


MODULES: Final = (
    ModulePlan(
        "healthcare",
        "General healthcare fundamentals",
        "How care is organised, paid for and regulated, and who does what in a hospital.",
        15,
        (
            "Welcome, and how this boot camp works",
            "The health system: providers, payers, patients",
            "Inside a hospital: roles, departments, a patient's day",
            "Privacy and security: HIPAA in practice",
            "Quality, safety and value-based care",
            "Paying for care: codes, claims, revenue cycle",
        ),
        (
            AssessmentPlan("Quiz: the health system", "quiz", 30, 3),
            AssessmentPlan("A patient's journey, mapped", "assignment", 40, 5),
            AssessmentPlan("Module test: healthcare", "quiz", 30),
        ),
    ),
    ModulePlan(
        "it-project",
        "IT and project management fundamentals",
        "The technology under health care, and how projects that change it are run.",
        15,
        (
            "Computers, networks and the cloud for health IT",
            "Databases and SQL on patient data",
            "The software life cycle, testing, tickets",
            "Projects: charter, scope, schedule",
            "Agile delivery and IT service management",
            "Risks, issues and a status report",
        ),
        (
            AssessmentPlan("Lab: SQL on patient data", "assignment", 40, 3),
            AssessmentPlan("Project charter", "assignment", 30, 5),
            AssessmentPlan("Module test: IT and projects", "quiz", 30),
        ),
    ),
    ModulePlan(
        "change",
        "Change management and readiness",
        "Why people take up a new system or do not, and what helps them.",
        15,
        (
            "Why change fails, and what helps",
            "Stakeholders and communication",
            "Readiness assessment",
            "Training and support at the elbow",
            "Going live: command centre and after",
        ),
        (
            AssessmentPlan("Stakeholder map", "assignment", 40, 3),
            AssessmentPlan("Go-live plan", "presentation", 60),
        ),
    ),
    ModulePlan(
        "clinical-informatics",
        "Clinical informatics",
        "Records, standards, workflow and decision support: how data serves care.",
        20,
        (
            "Electronic health records and their data",
            "Clinical workflow: see it, draw it, better it",
            "Standards: HL7 version 2, FHIR, vocabularies",
            "FHIR workshop",
            "Orders, medication and decision support",
            "Interoperability and data quality",
            "Analytics and measures",
        ),
        (
            AssessmentPlan("Workflow analysis", "assignment", 30, 3),
            AssessmentPlan("FHIR lab", "assignment", 40, 5),
            AssessmentPlan("Module test: clinical informatics", "quiz", 30),
        ),
    ),
    ModulePlan(
        "soft-skills",
        "Professional soft skills",
        "Listening, writing, presenting and working in a client's team.",
        15,
        (
            "Listening, and difficult conversations",
            "Writing so that it is read",
            "Presenting to clinicians and executives",
            "Consulting: the first day at a client",
        ),
        (
            AssessmentPlan("One-page brief", "assignment", 40, 2),
            AssessmentPlan("Presentation to a panel", "presentation", 60),
        ),
    ),
    ModulePlan(
        "examination",
        "Examination",
        "One case from analysis to go-live, and a written examination over everything.",
        20,
        ("Capstone and review", "Examination day"),
        (AssessmentPlan("Final examination", "examination", 100),),
        kind="examination",
    ),
)

CREDENTIALS: Final = (
    # slug, name, issuer, code, access, months, maintenance, pass score, top score, attempts, waiting days
    ("hl7-fhir", "HL7 FHIR Proficiency", "HL7 International", "FHIR-P", "open", None, "none", 70, 100, None, 30),
    ("itil-4", "ITIL 4 Foundation", "PeopleCert", "ITIL4-F", "open", 36, "education", 26, 40, None, 0),
    ("capm", "Certified Associate in Project Management", "PMI", "CAPM", "open", 36, "education", None, None, 3, 0),
    ("security-plus", "CompTIA Security+", "CompTIA", "SY0-701", "open", 36, "education", 750, 900, None, 14),
    ("ehr-vendor", "EHR vendor certification", "EHR vendor", "EHR-CERT", "sponsored", 12, "release", 80, 100, 3, 7),
    (
        "servicenow-csa",
        "Certified System Administrator",
        "ServiceNow",
        "CSA",
        "open",
        12,
        "release",
        None,
        None,
        None,
        0,
    ),
)
"""Known certificates with values that a programme checks against the issuer's own page before it relies on them."""

TRACKS: Final = (
    ("ehr-implementation", "EHR implementation", "Building and testing an EHR for go-live.", ("ehr-vendor", "itil-4")),
    (
        "interoperability",
        "Interoperability",
        "Interfaces and FHIR services between systems.",
        ("hl7-fhir", "security-plus"),
    ),
    (
        "service-delivery",
        "Service delivery",
        "Service desk and platform work at a health system.",
        ("itil-4", "servicenow-csa"),
    ),
    ("project-office", "Project office", "Coordinating health IT projects.", ("capm", "itil-4")),
)
