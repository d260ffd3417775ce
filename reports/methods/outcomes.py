"""What came after admission: screening validity, retention, overturned decisions, trends. Plain Python."""

from typing import Final

from reports.methods.text import Formula, Method

OUTCOMES: Final = (
    Method(
        "early-warning",
        "Whom early warning names",
        (
            "Early warning reads attendance and marks of the boot camp, and names people whom somebody should talk to. It "
            "decides nothing, and sees no answer about groups. Here everybody who began the boot camp counts once: named at "
            "least once since, or never. The rate is named of those who began.",
            Formula("rate = named at least once / began the boot camp"),
            "Those who teach know by name whom early warning named. So both totals count as known when small counts are "
            "hidden, and nothing is shown by group where all the named, or all the others, are of one group.",
        ),
    ),
    Method(
        "validity",
        "Whether screening says anything about what came later",
        (
            "Each criterion, each attribute of a review and the total score is compared with what came later: the "
            "grade of the boot camp, a credential gained, the client’s rating, and still being at work after six "
            "months. The figure is Spearman’s rank correlation, with its 95% interval and the number of people (n) "
            "that it rests on.",
            Formula("Spearman’s ρ = Pearson’s correlation of the two ranks, ties sharing the mean of their ranks"),
            Formula("interval = tanh( artanh ρ ± 1.96 · √( (1 + ρ²/2) / (n − 3) ) )"),
            "Only those who were admitted have outcomes, and they were admitted partly by these very scores. Among "
            "them scores vary less than among everybody who applied, which pulls a correlation towards nought (range "
            "restriction). So a low figure does not say that a criterion is useless. The known correction (Thorndike’s "
            "case 2) is not applied: it is for Pearson’s correlation and supposes that one score alone decided, along a "
            "straight line. What the table shows instead is how much of the pool’s spread the class has left.",
            "p is by Student’s t with n − 2 degrees of freedom; Holm adjusts for everything the table compares. Nothing "
            "is said of fewer than 10 people, nor where fewer than 5 differ from all the others.",
            "A correlation says how two things go together in this class. It is not a cause, and with few people its "
            "interval is wide.",
        ),
        (
            "D. G. Bonett and T. A. Wright, Sample size requirements for estimating Pearson, Kendall and Spearman "
            "correlations, Psychometrika 65 (2000)",
        ),
    ),
    Method(
        "retention",
        "Who stays",
        (
            "The retention curve is the estimate of Kaplan and Meier: for each day after the first day at work, the "
            "share who are still there. Leaving is an end before the planned one, whatever the reason, unless the person "
            "begins at another client within 30 days. Somebody who is still at work is counted up to the day of the "
            "report and then leaves the number at risk without counting as having left (right-censored); so does who "
            "stayed to the planned end, and who was hired by the client.",
            Formula("S(t) = Π over days i ≤ t of ( 1 − left on day i / at risk on day i )"),
            "The interval is at 95%, from Greenwood’s variance on the log(−log) scale, which stays between 0 and 1. "
            "The curve is worked out from exact days and drawn by whole months, and ends where fewer people than the "
            "report’s minimum are still watched. Cohorts are compared by the log-rank test.",
            "“Stayed six months” counts people whose first day is at least 182 days ago; who completed the boot camp "
            "and has not begun work 90 days later counts as not placed, and until then is open.",
        ),
        (
            "E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, Journal of the "
            "American Statistical Association 53 (1958)",
        ),
    ),
    Method(
        "conversion",
        "Hired by the client",
        (
            "Who was hired by the client at the end of their first stay, of everybody of the cohort who began work. Somebody still "
            "at work may be hired later, so the share of a young cohort is low. Where the count is hidden among the ways a "
            "placement ends, it is hidden here too.",
            Formula("conversion rate = hired by the client / began work"),
            "The interval is Wilson’s at 95%, which keeps between 0 and 1 also for few people.",
        ),
        ("E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927)",),
    ),
    Method(
        "rating",
        "How clients rate them",
        (
            "The client answers a form at day 30, 60, 90, 180 and each quarter after: eight levels from 1 to 5, whose mean stands "
            "here, and whether they would keep the person, of which every answer is counted. The denominator is the placements "
            "that came to that day. Nothing is said of fewer answers than the report’s minimum.",
            Formula("mean at day d = sum of the levels / (8 · answers at day d)"),
        ),
    ),
    Method(
        "credentials",
        "Credentials, and time to the first",
        (
            "Credentials gained by an attempt that was recorded, of everybody who completed the boot camp. The time to the first "
            "one runs from the day of completion: the estimate of Kaplan and Meier, turned around, where gaining one is the event "
            "and who has none yet is watched until the day of the report (right-censored).",
            Formula("have one by t = 1 − Π over days i ≤ t of ( 1 − gained on day i / without one on day i )"),
        ),
    ),
    Method(
        "yearly",
        "The yearly survey",
        (
            "A year after the first day at work, or after completing for who was not placed, and each year after, graduates are "
            "asked six questions. One person’s answers are shown to nobody; totals stand here from five answers on, and counts "
            "from 1 to 4 are hidden together with what would give them away. Who may still answer is not counted as asked.",
            Formula("response = answered / (asked − may still answer)"),
            "Below 80% response no single share is given but its bounds: as if none, and as if all, of those who are silent "
            "had chosen the answer.",
            Formula("[ m / N , (m + unknown) / N ]"),
        ),
    ),
    Method(
        "overturns",
        "Second looks that changed a decision",
        (
            "At least 5% of the applications that a run sorted below its cut, drawn by a seeded random, are read by a "
            "second person who does not see the score. An applicant can also ask that a person looks again, and "
            "somebody other than the first decider answers. The overturn rate is how many of those looked at again "
            "were decided otherwise.",
            Formula("overturn rate = decided otherwise / looked at again"),
            "By group it asks whether the first look was wrong more often for some people. It does not say which of "
            "the two looks was right.",
            "Beside it stand the marks of the reviewers: how many of the marks given in each group were 4 or 5, of 5. "
            "The two groups are compared by the headline test of adverse impact.",
        ),
    ),
    Method(
        "trend",
        "From cohort to cohort",
        (
            "Each cohort is one point, counted by the rules of the report. Cohorts differ in who applied, in their "
            "rubric and in their places, so a line between two points is a help for the eye and no forecast.",
        ),
    ),
)
