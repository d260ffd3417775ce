"""The two scorecards that come with the programme: one to read for potential, one for a structured interview. Plain data.

The anchors follow the practice of behaviourally anchored rating scales (P. C. Smith and L. M. Kendall, "Retranslation of
expectations", Journal of Applied Psychology 47, 1963, pages 149-155): each point is something that a reader can point at, and no
point is a comparison with other people. None asks for experience, for polish or for a school.
"""

from typing import Any, Final

from reviews.scorecard import Attribute, Card, RedFlag, to_document

_FLAGS: Final = (
    RedFlag("contradicts", "Two parts of the application contradict each other in a way that matters"),
    RedFlag("not_own_words", "Large parts read as if they were copied: name the passage in your comment"),
    RedFlag("harm", "Speaks of patients or colleagues with contempt, or of doing harm"),
    RedFlag("needs_help", "Somebody may need help now: tell the programme at once, do not mark it down"),
)

READING: Final = Card(
    attributes=(
        Attribute(
            "drive",
            "Drive",
            "What they started without being told to, and whether they saw it through. Size does not count; what it took does.",
            25,
            (
                "Names wishes only. Nothing in the text was begun by the person.",
                "Began something because it was asked of them, and leaves open whether it was finished.",
                "Began one thing by themselves and says what came of it.",
                "Began something, met an obstacle, and says what they did next to get past it.",
                "Carried something through over months against named obstacles; says what it cost and what changed by it.",
            ),
        ),
        Attribute(
            "learning_agility",
            "Learning agility",
            "How they learn what nobody taught them, and what they do with being wrong.",
            25,
            (
                "Describes learning only as courses that were attended.",
                "Names something new that was learned, not how.",
                "Says how they learned one thing: whom they asked, what they tried.",
                "Tells of a mistake or of advice, and what they did differently afterwards.",
                "Used what was learned in one place in another that looks nothing like it, and says what did not carry over.",
            ),
        ),
        Attribute(
            "communication",
            "Communication",
            "Whether a stranger understands what happened and why it matters. Spelling and accent do not count.",
            20,
            (
                "After two readings it is not clear what happened or what is meant.",
                "The point can be guessed; the reader has to put the order right.",
                "Clear order: what was, what was done, what came of it.",
                "Clear, with an example or figure where one is needed, and written for somebody who was not there.",
                "Makes something difficult plain in few words, and says what it means for the people concerned.",
            ),
        ),
        Attribute(
            "motivation",
            "Motivation for health care",
            "Why this field rather than any other. Work in health care is not needed for a high mark.",
            15,
            (
                "No reason that has to do with health care.",
                "General: “help people”, “a growing field”.",
                "One concrete thing they saw or went through, and why it matters to them.",
                "Names a problem of patients or staff and how information or technology bears on it.",
                "Has acted on it already (asked, read, volunteered, cared for somebody), and knows what is hard about it.",
            ),
        ),
        Attribute(
            "resilience",
            "Resilience",
            "How they went on after a setback. How heavy it was does not count, nor how much of it they tell.",
            15,
            (
                "Tells of no difficulty, or only of what others did wrong.",
                "Tells of a difficulty and stops there.",
                "Says what they did to go on.",
                "Says what they did, whom they asked for help, and what they would do sooner now.",
                "Went on through several setbacks, changed the way and not the goal, and says where the limits were.",
            ),
        ),
    ),
    red_flags=_FLAGS,
)

INTERVIEW: Final = Card(
    attributes=(
        Attribute(
            "drive",
            "Drive",
            "Ask: “Tell me about something you started that nobody asked you to do. What was in the way? How did it end?” Then: "
            "“What did you do yourself?”",
            25,
            (
                "Finds no example after the question was asked twice and time was given.",
                "Gives an example in which others decided and they went along.",
                "Gives an example of their own, with its end.",
                "Names the obstacle and the step they took past it, without being asked again.",
                "Tells step by step what they tried, what failed and what they kept to, and what others would say of it.",
            ),
        ),
        Attribute(
            "learning_agility",
            "Learning agility",
            "Explain the small task on the card (a form with two rules), let them try, change one rule. Then "
            "ask: “What did you notice? "
            "What would you ask somebody who knows it?”",
            25,
            (
                "Goes on by the old rule after it was pointed out.",
                "Takes up the new rule after help with each step.",
                "Takes up the new rule and corrects earlier answers when asked.",
                "Corrects earlier answers without being asked, and says what changed.",
                "Says when the rule will not work, and asks a question whose answer would settle it.",
            ),
        ),
        Attribute(
            "communication",
            "Communication",
            "Ask: “Explain to me, as to a nurse in a hurry, something you know well.” Then interrupt once with "
            "“What do you mean by that?” "
            "Accent, speed and pauses do not count.",
            20,
            (
                "Stays with the words they began with when asked what they mean.",
                "Repeats it with more words; the point stays open.",
                "Explains it clearly the second time.",
                "Asks or says what the listener needs to know, and leaves out the rest.",
                "Checks that it was understood, and finds another way to say it where it was not.",
            ),
        ),
        Attribute(
            "motivation",
            "Motivation for health care",
            "Ask: “What would you like to be different for a patient or a nurse because of your work?” Then: "
            "“What do you expect to be "
            "tedious about it?”",
            15,
            (
                "Speaks of the position or the pay alone when asked about the work.",
                "Gives a general wish and no example.",
                "Gives one example of a person or a place.",
                "Names a problem and who would have to do what to change it.",
                "Has looked into it (asked somebody, tried something), and says what is tedious and why they would "
                "do it all the same.",
            ),
        ),
        Attribute(
            "resilience",
            "Resilience",
            "Ask: “Tell me about something that did not work out. What did you do the next day?” Nobody has to "
            "speak of illness, family "
            "or money: say so.",
            15,
            (
                "Gives the fault to others only, also when asked for their own part.",
                "Tells of the setback; finds nothing they did after it.",
                "Says what they did next.",
                "Says what they did next, whom they asked, and what they do sooner now.",
                "Gives two examples of different kinds, and says how they notice that it is becoming too much.",
            ),
        ),
    ),
    red_flags=(
        RedFlag("contradicts", "Contradicts the application in a way that matters"),
        RedFlag("harm", "Speaks of patients or colleagues with contempt, or of doing harm"),
        RedFlag("needs_help", "May need help now: tell the programme at once, do not mark it down"),
    ),
)

SHIPPED: Final[dict[str, dict[str, Any]]] = {
    "reading": {
        "slug": "potential",
        "name": "Reading for potential",
        "description": "Five attributes that a text can show without experience, with what each point looks like.",
        "document": to_document(READING),
    },
    "interview": {
        "slug": "structured-interview",
        "name": "Structured interview",
        "description": "The same questions for everybody, in the same order, each with what each point sounds like.",
        "document": to_document(INTERVIEW),
    },
}
"""Use of a scorecard -> the one that is made by itself where there is none."""
