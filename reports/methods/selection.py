"""Adverse impact, its verdicts and its tables; what is hidden. Plain Python."""

from typing import Final

from reports.methods.text import Formula, Method

SELECTION: Final = (
    Method(
        "impact",
        "Adverse impact",
        (
            "For each stage where the programme selects, and for the bottom line, the rate of each group is compared "
            "with the benchmark: the group with the highest rate among the groups that were answered for and hold at "
            "least 2% of the pool, and that may be shown. Of equal rates the larger group is the benchmark. Minority, "
            "which is several groups together, is never the benchmark; men and others stand for men, because too few "
            "are non-binary or another to show men apart.",
            "With x1 of n1 of the group and x2 of n2 of the benchmark selected, K = x1 + x2, N = n1 + n2 and p = K / "
            "N:",
            Formula("impact ratio = (x1 / n1) / (x2 / n2)"),
            Formula("below four fifths: 5 · x1 · n2 < 4 · x2 · n1"),
            "The four-fifths rule is worked out in whole numbers, so exactly 80% is not below it, and no ratio is "
            "rounded first. Where both rates are nought the ratio is undefined; it is neither 0 nor 1.",
            Formula("Z = (x1/n1 − x2/n2) / √( p (1 − p) (1/n1 + 1/n2) )"),
            Formula("Fisher, two-sided = sum of P(t) over all tables with P(t) ≤ P(observed) · (1 + 1e-7)"),
            Formula("mid-p = sum of P(t) over tables with P(t) < P(observed) + half the sum where P(t) = P(observed)"),
            Formula("shortfall = n1 · K / N − x1"),
            Formula("Cohen’s h = 2 arcsin √(x1/n1) − 2 arcsin √(x2/n2)"),
            "The test in the headline is Fisher’s where there are fewer than 30 people or the smallest expected count "
            "is below 5, and the pooled Z otherwise. It is chosen by that rule before looking, never because its p is "
            "the smaller. The interval of the ratio is worked out on the log scale, at 95%. Shortfall is how many "
            "more of the group would have been selected at the common rate.",
            "The p-values of all groups at all stages of one report are adjusted together by Holm’s method, because "
            "among many comparisons some are small by chance.",
        ),
        (
            "29 CFR 1607.4D and 1607.3 (Uniform Guidelines on Employee Selection Procedures)",
            "Adoption of Questions and Answers to Clarify the Uniform Guidelines, 44 FR 11996 (1979)",
            "S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 "
            "(1979)",
            "J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd edition (1988)",
        ),
    ),
    Method(
        "cut",
        "Impact of the cut, before a release",
        (
            "Each step compares who advanced with who was considered, and the bottom line compares both ends. Whoever is "
            "eligible and has no decision yet counts as considered and passed over, because that is what the cut does to "
            "them now; a pending offer counts as an offer. Not sorted yet and merged into another are in no step.",
            "Where the few who are non-binary or another could be worked out, everybody who answered is divided in two, "
            "women and not women. Two cuts are compared only where neither figure, nor the difference between the cuts, "
            "nor the difference to what is offered now would tell of fewer people than the minimum.",
        ),
    ),
    Method(
        "forest",
        "The forest plot",
        (
            "Each row is one group: the point is its impact ratio, the line its 95% interval, on a log scale, so that "
            "a half and a double lie equally far from 1. The vertical lines stand at 1 (equal rates) and at 0.8 (four "
            "fifths). A long line means that the data say little; a line that crosses 1 means that equal rates are "
            "compatible with what was seen.",
            "A group that is hidden or has no ratio keeps its row, with the word instead of the point. The table "
            "beneath holds the same figures.",
        ),
    ),
    Method(
        "verdicts",
        "Flag, watch, too few to say",
        (
            "At one selected in a hundred, ratios jump: 1 of 300 against 94 of 9,200 is 0.33 with p = 0.37, and two "
            "people more make it 1.00. So no row is judged by its ratio alone, and the counts always stand beside the "
            "word.",
            "Too few to say: moving one person (one more selected in the group, one fewer in the benchmark) reverses "
            "the order of the two rates. Flag: below four fifths, and chance alone is unlikely (headline p below "
            "0.05). Watch: one of the two. None: neither.",
            "A verdict asks somebody to look. It is not a finding of discrimination, and its absence is not a finding "
            "of fairness.",
        ),
    ),
    Method(
        "strata",
        "Strata: cohorts and sites",
        (
            "Adding up groups of people that were selected separately can hide a difference, or make one appear "
            "(Simpson’s paradox). So where there are strata, each is shown beside the total, and they are pooled only "
            "if their odds ratios agree: the test of Breslow and Day with Tarone’s correction comes first. If it does "
            "not speak against it, the Mantel-Haenszel odds ratio and test are given.",
            Formula("Mantel-Haenszel odds ratio = Σ (a·d / n) / Σ (b·c / n), over the strata"),
        ),
        (
            "N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research, volume 1 (1980)",
            "R. E. Tarone, On heterogeneity tests based on efficient scores, Biometrika 72 (1985)",
            "N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22 (1959)",
        ),
    ),
    Method(
        "local-law-144",
        "New York City Local Law 144",
        (
            "The rule asks for the selection rate of each category, and for a tool that scores, the scoring rate: the "
            "share of a category whose score is strictly above the median of the whole sample. The impact ratio is a "
            "category’s rate divided by the highest rate of all categories. It is given by sex, by race and "
            "ethnicity, and for the two together.",
            "Categories that hold less than 2% of the people may be left out of the ratios; their number and rate are "
            "still shown. The number of people whose category is unknown is printed.",
            "These tables are data for an audit. The audit itself is an independent auditor’s.",
        ),
        ("6 RCNY 5-300 to 5-304",),
    ),
    Method(
        "intersections",
        "Two attributes together",
        (
            "Women of one race or ethnicity can fare worse than women as a whole and than that race as a whole. So "
            "rates are also worked out for each combination of gender and of race and ethnicity, among people who "
            "answered both questions. Combinations are small: most of them are hidden or read “too few to say”, and "
            "that is what can honestly be said.",
        ),
    ),
    Method(
        "small-cells",
        "What is hidden, and why it stays hidden",
        (
            "A count of a few people can tell who they are. In reports for the programme’s own report roles counts "
            "from 1 to 4 are hidden, on public pages counts from 1 to 10; nought may be shown. The minimum is printed "
            "on every report.",
            "Hiding only the small counts would not help where totals are shown, because the rest could be "
            "subtracted. So more counts are hidden until every hidden one is uncertain: given everything that is "
            "shown, the whole numbers that it could be span at least the minimum less one. As few as can be are "
            "hidden, always the same ones for the same counts, and integer programming proves the result safe.",
            "All counts of one question are protected together: groups add up to everybody who answered, every stage "
            "lies within the one before it, and whoever stands between two stages (turned down, waiting, declined "
            "their seat) could be found by subtraction. What matters most is settled first, women and minority up to "
            "the class; finer groups and later stages are shown as far as they leave that standing. Offers are hidden "
            "where only a few declined theirs; the whole way to the class is shown beside them. Where gender and race "
            "meet, the counts of both questions are part of what a reader knows.",
            "This does not protect against what somebody knows from elsewhere, nor against comparing the pages of two "
            "days: for that there are snapshots. Scoring rates, second readings and marks, and the impact of a cut "
            "before its release, are each protected by themselves.",
            "Percentages, ratios, charts, their descriptions, and every export follow their counts: what is hidden "
            "once is hidden everywhere. “Hidden” is not nought, and a dash means that there is no such figure.",
        ),
        (
            "Centers for Medicare & Medicaid Services, Cell Size Suppression Policy",
            "M. Fischetti and J. J. Salazar-González, Solving the cell suppression problem, Management Science 47 "
            "(2001)",
        ),
    ),
)
