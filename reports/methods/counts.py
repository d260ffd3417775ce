"""Who is counted, the stages, shares and categories. Plain Python."""

from typing import Final

from reports.methods.text import Formula, Method

COUNTS: Final = (
    Method(
        "counting",
        "Who is counted, and when",
        (
            "A report describes one cohort at one moment, which stands in its heading. Somebody is counted at a stage "
            "when the history of their application, enrolment or placement says that they reached it, also if they "
            "left it later. Drafts that were never submitted, and applications that were merged into another of the "
            "same person, are counted nowhere.",
            "Counts are exact. Percentages are worked out from unrounded counts and rounded once, at the end, half "
            "up. Where a figure cannot be worked out because nobody was considered, a dash stands in its place: it is "
            "undefined, not nought.",
            "The digest of the inputs is the SHA-256 of all counts that the report was made from. Two reports with "
            "the same digest were made from the same people’s ways and answers.",
        ),
    ),
    Method(
        "funnel",
        "The stages",
        (
            "Each stage is looked at among those who reached the one before it: submitted, eligible (screened, and no "
            "minimum rule closed the application), assessed (read by people), interviewed, offered a seat (also when "
            "the offer was declined), admitted (accepted the seat: the class), enrolled in the boot camp, completed "
            "it. From there the way parts: certified, placed and retained do not have to come in one order, so "
            "certified and placed are both looked at among those who completed, and retained among those who were "
            "placed.",
            Formula("rate of a stage = advanced / considered at that stage"),
            Formula("bottom line = offered a seat / got an answer"),
            Formula("whole way = in the class / got an answer"),
            "Both are always shown: a fair bottom line does not excuse a stage that shuts people out.",
            "Who withdrew before any answer is in the pool and in no step after it; a sensitivity row shows what would "
            "change if they counted as not selected. Who still waits for a decision is in neither number of that "
            "stage, and is counted apart.",
            "Time in a stage is the time between two entries of the status history, in whole days. The median and the "
            "middle half are given, because a few who waited very long would pull a mean.",
        ),
        ("Connecticut v. Teal, 457 U.S. 440 (1982)",),
    ),
    Method(
        "shares",
        "Shares of women and minority members",
        (
            "A share is the number of members of a group divided by the number of people at that stage who answered "
            "the question. Women and minority members are asked about in two questions, so the two shares have "
            "denominators of their own.",
            Formula("share = members / answered"),
            Formula("response rate = answered / everybody at the stage"),
            "Every percentage stands beside its numerator, its denominator and its response rate. Below a response "
            "rate of 80% one percentage would say more than is known. Then two bounds stand in its place: the share "
            "if nobody who did not answer belonged to the group, and the share if all of them did.",
            Formula("bounds = [ members / everybody, (members + unknown) / everybody ]"),
            "Not asked, skipped and declined are three different things. They are reported apart, and all three are "
            "unknown in statistics. “Prefer not to say” is an answer that leaves the question unknown.",
            "Women are those who chose “woman”. Non-binary people are in the denominator. Where a table is defined on "
            "two sexes, everybody else who answered is counted in the row “not in category”.",
        ),
    ),
    Method(
        "categories",
        "Race, ethnicity, and who counts as a minority member",
        (
            "Race and ethnicity is one question, select all that apply, with seven categories: American Indian or "
            "Alaska Native; Asian; Black or African American; Hispanic or Latino; Middle Eastern or North African; "
            "Native Hawaiian or Pacific Islander; White. The set that somebody chose is stored. Every view is derived "
            "from it, and nothing is ever inferred from a name or a picture.",
            "Alone or in combination: somebody is counted in each category they chose, so the rows add up to more "
            "than everybody. One category a person: who chose two or more is in “Multiracial and/or multiethnic”. "
            "EEO-1: Hispanic or Latino wins; then two or more races; then the one. Middle Eastern or North African "
            "counts as White in EEO-1, which has no such category.",
            "A minority member is somebody with any selection other than White alone. Whether Middle Eastern or North "
            "African alone counts is part of the rule set (yes on the basis of SPD 15, no on the basis of EEO-1), and "
            "the basis is printed.",
        ),
        (
            "US Office of Management and Budget, Statistical Policy Directive No. 15 (2024)",
            "US Equal Employment Opportunity Commission, EEO-1 Component 1 instructions",
        ),
    ),
)
