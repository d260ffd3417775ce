"""The form that a new programme starts with: "Potential over experience". Data; editable once copied into a new version."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from cohorts import default_form_es

NAME: Final = "Potential over experience"

_WRITTEN: Final[list[dict[str, Any]]] = [
    {
        "slug": "about-you",
        "title": "About you and this programme",
        "intro": "A few facts that decide whether we can train and place you.",
        "questions": [
            {
                "key": "adult",
                "label": "Will you be 18 or older when the boot camp starts?",
                "kind": "yes_no",
                "required": True,
            },
            {
                "key": "work_authorised",
                "label": "May you work in the United States when the boot camp ends?",
                "help": "Clients need this before a first day on site.",
                "kind": "yes_no",
                "required": True,
            },
            {
                "key": "full_time",
                "label": "Can you take part full time for the six weeks of the boot camp?",
                "kind": "yes_no",
                "required": True,
            },
            {
                "key": "relocate",
                "label": "Are you willing to relocate for a placement?",
                "kind": "yes_no",
            },
            {
                "key": "interest",
                "label": "Which kind of work draws you most?",
                "kind": "one_of",
                "options": [
                    ["full_stack", "Building whole applications"],
                    ["front_end", "What people see and touch"],
                    ["back_end", "What runs behind the screen"],
                    ["data", "Data and analysis"],
                    ["mobile", "Mobile applications"],
                    ["operations", "Keeping systems running"],
                    ["design", "User experience and design"],
                    ["quality", "Testing and quality"],
                    ["product", "Products and projects"],
                    ["clinical", "Clinical systems and the people who use them"],
                    ["undecided", "I do not know yet"],
                ],
            },
        ],
    },
    {
        "slug": "learning",
        "title": "How you learn",
        "intro": "We look for drive, not for a finished skill. An honest small number is a good answer.",
        "questions": [
            {
                "key": "hours_per_week",
                "label": "How many hours a week do you spend learning something new now?",
                "help": "Courses, practice, projects of your own. 0 is an answer.",
                "kind": "whole_number",
                "required": True,
                "minimum": "0",
                "maximum": "112",
            },
            {
                "key": "months_learning",
                "label": "For how many months have you been at it?",
                "kind": "whole_number",
                "required": True,
                "minimum": "0",
                "maximum": "600",
            },
            {
                "key": "resources",
                "label": "Which of these have you used to teach yourself?",
                "kind": "some_of",
                "options": [
                    ["open_course", "Open university courses online"],
                    ["free_curriculum", "A free curriculum for self-learners"],
                    ["interactive", "Interactive exercises"],
                    ["paid_course", "Paid video courses"],
                    ["challenges", "Practice challenges"],
                    ["videos", "Lessons and talks on video"],
                    ["podcasts", "Podcasts about the field"],
                    ["books", "Books"],
                    ["other", "Something else"],
                ],
            },
            {
                "key": "events",
                "label": "In which of these have you taken part in the last two years?",
                "kind": "some_of",
                "options": [
                    ["meetup", "A meeting of learners"],
                    ["hackathon", "A hackathon"],
                    ["conference", "A conference"],
                    ["workshop", "A workshop"],
                    ["startup_weekend", "A weekend to build something"],
                    ["community", "A community that helps people into the field"],
                    ["volunteering", "Volunteering in health care"],
                ],
            },
            {
                "key": "money_spent",
                "label": "About how much have you spent on learning so far, in US dollars?",
                "help": "It adds nothing to your score. We use it to see what people can afford.",
                "kind": "whole_number",
                "minimum": "0",
                "maximum": "500000",
            },
            {
                "key": "course_attended",
                "label": "Have you started a longer course or boot camp before?",
                "kind": "yes_no",
            },
            {
                "key": "course_finished",
                "label": "Have you finished it?",
                "kind": "yes_no",
                "show_if": [{"question": "course_attended", "operator": "is", "values": ["yes"]}],
            },
            {
                "key": "experience_years",
                "label": "How many years have you been paid to work in IT?",
                "help": "It adds nothing to your score, whatever you answer.",
                "kind": "whole_number",
                "minimum": "0",
                "maximum": "60",
            },
        ],
    },
    {
        "slug": "motivation",
        "title": "Why health care",
        "intro": "Write as you speak. Spelling and grammar are not assessed.",
        "questions": [
            {
                "key": "why_health",
                "label": "What draws you to health care?",
                "help": "A moment, a person, a thing that ought to work better. Up to 2,000 characters.",
                "kind": "long_text",
                "required": True,
                "max_length": 2000,
            },
            {
                "key": "taught_yourself",
                "label": "Tell us about something that you taught yourself, and how.",
                "kind": "long_text",
                "required": True,
                "max_length": 2000,
            },
            {
                "key": "kept_going",
                "label": "Tell us about a time when you nearly gave up and went on.",
                "kind": "long_text",
                "max_length": 2000,
            },
        ],
    },
]


def _said(own: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The words of another language by field, of the texts that are there; options by value."""
    labels = {value: words["options"][value] for value, _ in own.get("options", ())} if "options" in words else {}
    said = {field: text for field, text in words.items() if field != "options" and own.get(field)}
    return {"es": said | ({"options": labels} if labels else {})}


SECTIONS: Final[list[dict[str, Any]]] = [
    {
        **page,
        "translations": _said(page, default_form_es.SECTIONS[page["slug"]]),
        "questions": [
            {**question, "translations": _said(question, default_form_es.QUESTIONS[question["key"]])}
            for question in page["questions"]
        ],
    }
    for page in _WRITTEN
]
"""The form, with its words in every language that it has."""

_FIELDS: Final = ("title", "intro", "label", "help")


def with_known_words(sections: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same sections, where texts that are the default form's have its words in other languages if they had none.

    So a form that was made before it spoke a language learns it with its next version. A text that somebody changed is left alone.
    """
    pages = {page["slug"]: page for page in SECTIONS}
    questions = {question["key"]: question for page in SECTIONS for question in page["questions"]}
    return [
        {
            **_known(page, pages.get(page["slug"])),
            "questions": [_known(question, questions.get(question["key"])) for question in page["questions"]],
        }
        for page in sections
    ]


def _known(part: dict[str, Any], shipped: dict[str, Any] | None) -> dict[str, Any]:
    if shipped is None:
        return part
    translations = dict(part.get("translations") or {})
    for language, words in shipped["translations"].items():
        same = {field: words[field] for field in _FIELDS if field in words and part.get(field) == shipped.get(field)}
        labels = {str(value): label for value, label in shipped.get("options", ())}
        options = {
            str(value): words["options"][str(value)]
            for value, label in part.get("options") or ()
            if labels.get(str(value)) == label
        }
        own = translations.get(language, {})
        if options or own.get("options"):
            same["options"] = options | {value: label for value, label in own.get("options", {}).items() if label}
        made = same | {field: text for field, text in own.items() if text and field != "options"}
        if made:
            translations[language] = made
    return {**part, "translations": translations}
