"""The competencies that ship: one for each module and two that the capstone asks for as well, each with what can be observed.

They are this programme's own words, made into rows that are edited afterwards (`services.rubrics.shipped_competencies`).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class CompetencyPlan:
    """One competency: `module` is the part of the shipped programme that teaches it; `weight` is its share in the capstone."""

    slug: str
    name: str
    description: str
    anchors: tuple[str, str, str, str]
    module: str
    weight: int


COMPETENCIES: Final = (
    CompetencyPlan(
        "health-system",
        "Knows the health system",
        "Places a problem among patients, providers and payers, and sees what privacy and safety ask for.",
        (
            "Names who is involved, but not what each of them needs.",
            "Says what patients, providers and payers need; misses a rule of privacy or safety that applies.",
            "Explains who is affected and how, and applies the rules of privacy and safety without being asked.",
            "Weighs competing needs, names what it costs whom, and finds a way that the rules allow.",
        ),
        "healthcare",
        15,
    ),
    CompetencyPlan(
        "projects",
        "Plans and runs a project",
        "Turns a goal into scope, steps, owners and dates, and keeps risks in view.",
        (
            "Lists tasks without owners, order or dates.",
            "Has scope, owners and dates; risks are named in general and nobody watches them.",
            "Scope, plan and risks fit together, and every risk has an owner and an answer.",
            "Also says what would change the plan, and shows the cheaper or safer way that was not taken.",
        ),
        "it-project",
        15,
    ),
    CompetencyPlan(
        "change",
        "Helps people through change",
        "Finds out who is affected, prepares them, and stays until the new way works.",
        (
            "Tells people that something changes.",
            "Knows who is affected; one message and one training for everybody.",
            "Messages, training and support fit each group, and readiness is measured before going live.",
            "Works with those who doubt, changes the plan by what they say, and measures use after going live.",
        ),
        "change",
        15,
    ),
    CompetencyPlan(
        "workflow-and-data",
        "Reads workflow and data",
        "Draws how care is done, finds where data is lost, and uses the standards that carry it.",
        (
            "Describes screens instead of work.",
            "Draws the workflow as it is; data and standards are named, not used.",
            "Draws it as it is and as it should be, with the data of each step and the standard that carries it.",
            "Backs the new workflow with figures, and shows that the data stays complete and correct on the way.",
        ),
        "clinical-informatics",
        25,
    ),
    CompetencyPlan(
        "communication",
        "Speaks and writes so that others can act",
        "Says the point first, fits the reader, listens, and answers what was asked.",
        (
            "The point has to be guessed; questions are not answered.",
            "The point is there, buried in detail; answers go beside some questions.",
            "The point comes first, the words fit the audience, and questions are answered.",
            "The audience can decide on the spot; hard questions are welcomed and answered with what is not known said plainly.",
        ),
        "soft-skills",
        15,
    ),
    CompetencyPlan(
        "judgement",
        "Decides with evidence",
        "Uses what is known, says what is assumed, and stands for a recommendation.",
        (
            "Recommends without saying why.",
            "Gives reasons; assumptions and other ways are not named.",
            "Compares at least two ways by stated criteria, and says what is assumed.",
            "Also says what would prove the choice wrong, and how one would notice in time.",
        ),
        "examination",
        15,
    ),
)

CAPSTONE_TITLE: Final = "Capstone: one case from analysis to go-live"
CAPSTONE_ASKS: Final = (
    "Take one case from analysis to a go-live plan, and present it to a panel of two: the workflow as it is and as it should be, "
    "the data and standards, the plan with its risks, how people are prepared, and what you recommend. Ten pages, fifteen minutes."
)
CAPSTONE_WEIGHT: Final = 40
