"""The demo's people, by what they are. `seed_demo` makes them; the sign-in page of the demo offers them."""

from typing import Final

from careerpath.accounts.roles import Role

DEMO_DOMAIN: Final = "demo.careerpath.example"

DEMO_PEOPLE: Final[dict[str, tuple[str, Role | None]]] = {
    "applicant": ("Applicant", None),
    "learner": ("Learner", None),
    "graduate": ("Graduate", None),
    "recruiter": ("Recruiter", Role.RECRUITER),
    "reviewer": ("Reviewer", Role.REVIEWER),
    "instructor": ("Instructor", Role.INSTRUCTOR),
    "client": ("Client contact", Role.CLIENT),
    "mentor": ("Mentor", Role.MENTOR),
    "manager": ("Programme manager", Role.MANAGER),
    "compliance": ("Compliance officer", Role.COMPLIANCE),
    "partner": ("University contact", Role.PARTNER),
}
"""Key -> (label, role); the address is `<key>@demo.careerpath.example`."""


def demo_email(key: str) -> str:
    """The address of a demo person."""
    return f"{key}@{DEMO_DOMAIN}"
