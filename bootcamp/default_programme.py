"""The template that ships: six weeks, five modules and an examination. No official syllabus, weights or pass marks are public;
these are sensible defaults, made into an editable template (`services.templates.shipped_template`) that a cohort's programme is
copied from. (One topic a weekday; weights in per cent.)"""

from dataclasses import dataclass
from datetime import time
from typing import Final

from bootcamp.competencies import CAPSTONE_ASKS, CAPSTONE_TITLE, CAPSTONE_WEIGHT

SLUG: Final = "chime-digital-health"
NAME: Final = "CHIME digital health, six weeks"
DESCRIPTION: Final = (
    "Five modules and an examination over thirty days, for people who are new to health IT. Content, weights and pass marks are "
    "this programme's own: CHIME publishes none."
)
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
    description: str = ""
    assessors: int = 1
    """Two: each marks by a rubric without seeing the other's. What two assess is never dropped."""

    @property
    def hand_in(self) -> bool:
        """Assignments are handed in on the learner's page; what is sat or presented is not."""
        return self.kind == "assignment"


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
            AssessmentPlan(
                "Quiz: the health system",
                "quiz",
                30,
                3,
                description="Twenty questions on who gives, pays for and receives care.",
            ),
            AssessmentPlan(
                "A patient's journey, mapped",
                "assignment",
                40,
                5,
                description="One patient from referral to follow-up: each hand-over, and where data is typed twice.",
            ),
            AssessmentPlan(
                "Module test: healthcare", "quiz", 30, description="Thirty questions over the whole module."
            ),
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
            AssessmentPlan(
                "Lab: SQL on patient data",
                "assignment",
                40,
                3,
                description="Eight questions on invented patients; hand in queries and results.",
            ),
            AssessmentPlan(
                "Project charter",
                "assignment",
                30,
                5,
                description="Two pages: why, scope, who decides, milestones, three risks.",
            ),
            AssessmentPlan(
                "Module test: IT and projects", "quiz", 30, description="Thirty questions over the whole module."
            ),
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
            AssessmentPlan(
                "Stakeholder map",
                "assignment",
                40,
                3,
                description="Who gains, who loses, what each needs to hear and from whom.",
            ),
            AssessmentPlan(
                "Go-live plan",
                "presentation",
                60,
                description="Ten minutes: readiness, training, support at the elbow, what if it goes wrong.",
            ),
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
            AssessmentPlan(
                "Workflow analysis",
                "assignment",
                30,
                3,
                description="One clinical workflow as it is and as it should be, with the steps that a system can take over.",
            ),
            AssessmentPlan(
                "FHIR lab",
                "assignment",
                40,
                5,
                description="Read, search and write resources on a test server, and explain what each answer means.",
            ),
            AssessmentPlan(
                "Module test: clinical informatics", "quiz", 30, description="Thirty questions over the whole module."
            ),
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
            AssessmentPlan(
                "One-page brief",
                "assignment",
                40,
                2,
                description="One page that lets an executive decide: what, why now, what it costs, what you recommend.",
            ),
            AssessmentPlan(
                "Presentation to a panel",
                "presentation",
                60,
                description="Eight minutes to a panel of two, four minutes of questions.",
            ),
        ),
    ),
    ModulePlan(
        "examination",
        "Examination",
        "One case from analysis to go-live, and a written examination over everything.",
        20,
        ("Capstone and review", "Examination day"),
        (
            AssessmentPlan(
                CAPSTONE_TITLE,
                "presentation",
                CAPSTONE_WEIGHT,
                1,
                description=CAPSTONE_ASKS,
                assessors=2,
            ),
            AssessmentPlan(
                "Final examination",
                "examination",
                100 - CAPSTONE_WEIGHT,
                description="One hundred questions over the five modules, three hours.",
            ),
        ),
        kind="examination",
    ),
)

LATE_PER_DAY: Final = 10
LATE_MOST: Final = 50
"""What an assignment loses for each day late, and at most, in per cent of its points."""


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """Something to do before the class begins, in English and Spanish."""

    title: str
    title_es: str
    description: str
    description_es: str
    days_before: int
    whose: str = "learner"


TASKS: Final = (
    TaskPlan(
        "Tell us that you are coming",
        "Díganos que viene",
        "Read the dates of the class and check that you can be there on every day.",
        "Lea las fechas de la clase y compruebe que puede asistir todos los días.",
        21,
    ),
    TaskPlan(
        "Ask for what you need in class",
        "Pida lo que necesite en clase",
        "An interpreter, a step-free room, large print, time to pray or to nurse: write to us early so that it is there.",
        "Intérprete, acceso sin escalones, letra grande, tiempo para orar o amamantar: escríbanos pronto y estará listo.",
        14,
    ),
    TaskPlan(
        "Plan your way, your hours and your care",
        "Organice el viaje, el horario y el cuidado de su familia",
        "How you come to class each day, who looks after those you look after, and what your employer knows.",
        "Cómo llegará cada día, quién cuidará de su familia y qué sabe su empleador.",
        10,
    ),
    TaskPlan(
        "Try the computer and the meeting link",
        "Pruebe la computadora y el enlace de la reunión",
        "Open the test meeting with camera and sound. If you have no computer, tell us: we lend one.",
        "Abra la reunión de prueba con cámara y sonido. Si no tiene computadora, díganoslo: le prestamos una.",
        7,
    ),
    TaskPlan(
        "Sign the code of conduct and the privacy rules",
        "Firme el código de conducta y las reglas de privacidad",
        "You receive them from us. They also hold for the invented patients that we practise with.",
        "Se los enviamos nosotros. También valen para los pacientes inventados con los que practicamos.",
        5,
    ),
    TaskPlan(
        "Accounts made and badge ready",
        "Cuentas creadas y credencial lista",
        "We make your accounts and your badge; you need not do anything.",
        "Nosotros creamos sus cuentas y su credencial; usted no tiene que hacer nada.",
        3,
        "staff",
    ),
)
