"""The letters that ship, in English: a cohort uses them until it has words of its own. In Spanish: `shipped_es`. Plain Python."""

# A paragraph of a letter is one line: mail programs break it where their window ends.
# ruff: noqa: E501

from typing import Final, NamedTuple


class Words(NamedTuple):
    """Subject and text of a letter, with placeholders."""

    subject: str
    body: str


OFFERED: Final = Words(
    "A seat for you in {cohort}",
    """Hello {name},

We offer you a seat in {cohort}. We read what you wrote and we would like to have you with us.

Please answer by {answer_by}. This page takes your answer with one click, yes or no:

{offer_link}

The boot camp begins on {boot_camp_starts} and ends on {boot_camp_ends}. If you accept, we write to you again before the first day.

If you decline, the seat goes to the next person, and you are welcome to apply to a later class. If we hear nothing until then, the offer runs out and the seat goes on.

Where your application stands, at any time:
{status_link}

Questions, or something in the way? Write to {contact}. A person answers.

{programme}
""",
)

WAITLISTED: Final = Words(
    "You are on the waitlist of {cohort}",
    """Hello {name},

You are on the waitlist of {cohort}. We would have liked to offer you a seat now; there were not enough for everybody we wanted.

When a seat becomes free, we offer it in the order of the waitlist and write to you with a date to answer by. You need not do anything. The boot camp begins on {boot_camp_starts}; seats can still become free until then.

Where your application stands, at any time:
{status_link}

If you no longer want to wait, you can withdraw on that page. Questions? Write to {contact}. A person answers.

{programme}
""",
)

REJECTED: Final = Words(
    "Your application to {cohort}",
    """Hello {name},

Thank you for applying to {cohort}, and for the time and thought that you put into it. We cannot offer you a seat in this class. Many more people applied than there are seats, and this is no verdict on what you can do.

You have a right to know why. The main reasons:

{reasons}

What we used to decide:

{data_used}

We do not use your name, your address, your school, your age, or anything you may have told us about who you are on the voluntary page.

Is something wrong or missing? Your answers are here, and {contact} corrects what is not right:
{status_link}

Do you want us to look again? Tell us here what we should see. Somebody who had no part in this decision reads it and answers you:
{reconsider_link}

You are welcome to apply to a later class, and what you learn until then counts.

{programme}
""",
)

SPOKEN: Final = ("en", "es")
"""The languages that letters ship in; an applicant who reads another gets the first."""
SHIPPED: Final[dict[str, Words]] = {"offered": OFFERED, "waitlisted": WAITLISTED, "rejected": REJECTED}
"""Kind of letter -> the words it ships with."""
