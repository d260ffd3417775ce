"""Published tables, line by line: the figure as printed at its source, and what computes it here.

`python -m tests.reports.published` writes them into docs/adverse-impact.md; a test holds the page equal to this file, and
every figure equal to the printed one at the precision that was printed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from reports.impact import Comparison, Group, benchmark, cohens_h, holm, is_below_four_fifths
from reports.impact.local_law import LawTable, Row, law_table
from reports.impact.strata import ChiSquared, Strata, Stratum

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adverse-impact.md"
BEGIN, END = "<!-- published tables: begin -->\n", "<!-- published tables: end -->\n"


@dataclass(frozen=True)
class Line:
    """One figure. `differs` says why what is computed is not what is printed; empty where they agree."""

    what: str
    printed: str
    compute: Callable[[], float | Fraction | str]
    differs: str = ""

    @property
    def computed(self) -> str:
        """What is computed, to the decimals (and in the percent) that were printed; rounded half up, once."""
        value = self.compute()
        if isinstance(value, str):
            return value
        digits, percent = self.printed.removesuffix("%"), self.printed.endswith("%")
        exact = Fraction(value) * (100 if percent else 1)
        places = len(digits.partition(".")[2])
        shown = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
            Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
        )
        return f"{shown}{'%' if percent else ''}"


@dataclass(frozen=True)
class Published:
    """A table and where it stands."""

    title: str
    source: str
    lines: Sequence[Line]


def got(value: Any) -> Any:
    """A value that must be there."""
    assert value is not None
    return value


def rates(*groups: tuple[str, int, int]) -> dict[str, Group]:
    """Groups by name from (name, selected, considered)."""
    return {name: Group(name, considered, selected) for name, selected, considered in groups}


def beside(x1: int, n1: int, x2: int, n2: int) -> Comparison:
    """x1 of n1 beside x2 of n2."""
    return Comparison(Group("focal", n1, x1), Group("reference", n2, x2))


def strata(*tables: tuple[int, int, int, int]) -> Strata:
    """Strata from (selected, not selected) of the focal group and of the reference."""
    return Strata(
        [
            Stratum(str(n), Group("focal", a + b, a), Group("reference", c + d, c))
            for n, (a, b, c, d) in enumerate(tables, 1)
        ]
    )


def plain_breslow_day(tables: Strata) -> ChiSquared:
    """Breslow-Day as most sources print it, without Tarone's correction."""
    return got(tables.breslow_day(tarone=False))


ANSWERS = rates(("White", 48, 80), ("Black", 12, 40))
ONE_PERSON = beside(1, 10, 3, 20)
TEAL = rates(("Black", 26, 48), ("Hispanic", 3, 4), ("Indian", 2, 3), ("White", 206, 259), ("Unidentified", 9, 15))
TEAL_BOTTOM = beside(11, 48, 35, 259)
CAPTAINS = rates(("White", 16, 25), ("Black", 3, 8), ("Hispanic", 3, 8))
LIEUTENANTS = rates(("White", 25, 43), ("Black", 6, 19), ("Hispanic", 3, 15))
WAISOME = beside(50, 64, 455, 508)
FATCOMP = beside(11, 15, 2, 8)
TWINS = beside(2, 17, 10, 13)
CAMPUS = beside(1494, 4321, 3738, 8442)
DEPARTMENTS = strata(
    (89, 19, 512, 313),
    (17, 8, 353, 207),
    (202, 391, 120, 205),
    (131, 244, 138, 279),
    (94, 299, 53, 138),
    (24, 317, 22, 351),
)
MIGRAINE = strata((16, 11, 5, 20), (12, 16, 7, 19))
SMOKING = strata(
    (126, 100, 35, 61),
    (908, 688, 497, 807),
    (913, 747, 336, 598),
    (235, 172, 58, 121),
    (402, 308, 121, 215),
    (182, 156, 72, 98),
    (60, 99, 11, 43),
    (104, 89, 21, 36),
)
CREAM = strata(
    (11, 25, 10, 27),
    (16, 4, 22, 10),
    (14, 5, 7, 12),
    (2, 14, 1, 16),
    (6, 11, 0, 12),
    (1, 10, 0, 10),
    (1, 4, 1, 8),
    (4, 2, 6, 1),
)
OESOPHAGUS = strata(
    (1, 9, 0, 106), (4, 26, 5, 164), (25, 29, 21, 138), (42, 27, 34, 139), (19, 18, 36, 88), (5, 0, 8, 31)
)
TEETH = strata((30, 25, 12, 17), (4, 6, 68, 94))
CERVIX = strata((12, 21, 25, 118), (96, 148, 92, 150))
LAW_SEX = law_table({"Male": (1390, 667), "Female": (1181, 555)})
LAW_RACE = law_table(
    {
        "Hispanic or Latino": (408, 204),
        "White": (797, 412),
        "Black or African American": (390, 170),
        "Native Hawaiian or Pacific Islander": (119, 52),
        "Asian": (616, 302),
        "Native American or Alaska Native": (41, 18),
        "Two or More Races": (213, 96),
    },
    leave_out_small=False,
)
SCORED_SEX = law_table({"Male": (92, 50), "Female": (76, 34)})
SCORED_RACE = law_table(
    {
        "Hispanic or Latino": (28, 18),
        "White": (40, 15),
        "Black or African American": (32, 16),
        "Native Hawaiian or Pacific Islander": (8, 5),
        "Asian": (24, 10),
    },
    leave_out_small=False,
)
HOLM = holm({"H1": 0.01, "H2": 0.04, "H3": 0.03, "H4": 0.005})


def row(table: LawTable[str], category: str) -> Row[str]:
    """The row of a category."""
    return next(row for row in table.rows if row.category == category)


def law_lines(table: LawTable[str], printed: dict[str, tuple[str, str]], rate: str, note: str = "") -> list[Line]:
    """Rate and ratio of each category as the rule prints them."""
    lines = []
    for category, (first, second) in printed.items():
        one = row(table, category)
        lines.append(
            Line(f"{category}: {rate} rate", first, lambda one=one: got(one.rate), note if first == "64.2%" else "")
        )
        lines.append(Line(f"{category}: impact ratio", second, lambda one=one: got(one.ratio)))
    return lines


def yes(value: bool) -> str:
    """A yes or no that the source says in words."""
    return "yes" if value else "no"


PUBLISHED: Sequence[Published] = (
    Published(
        "Uniform Guidelines, question 12: 80 white and 40 black applicants, 48 and 12 hired",
        "EEOC, OPM, DOJ, DOL and Treasury, Adoption of Questions and Answers, 44 FR 11996 (2 March 1979), question 12",
        [
            Line("White selection rate", "60%", lambda: got(ANSWERS["White"].rate)),
            Line("Black selection rate", "30%", lambda: got(ANSWERS["Black"].rate)),
            Line("Impact ratio", "50%", lambda: got(Comparison(ANSWERS["Black"], ANSWERS["White"]).ratio)),
            Line("Below four fifths", "yes", lambda: yes(is_below_four_fifths(ANSWERS["Black"], ANSWERS["White"]))),
        ],
    ),
    Published(
        "Uniform Guidelines, question 21: one woman of 10 and three men of 20, too few to say",
        "44 FR 11996 (2 March 1979), question 21",
        [
            Line("Women's selection rate", "10%", lambda: got(ONE_PERSON.focal.rate)),
            Line("Men's selection rate", "15%", lambda: got(ONE_PERSON.reference.rate)),
            Line("Impact ratio (66 2/3%)", "66.67%", lambda: got(ONE_PERSON.ratio)),
            Line("Women, one different person selected", "20%", lambda: Fraction(ONE_PERSON.focal.advanced + 1, 10)),
            Line("Men, one different person selected", "10%", lambda: Fraction(ONE_PERSON.reference.advanced - 1, 20)),
        ],
    ),
    Published(
        "Connecticut v. Teal: the written examination, and the bottom line that did not cure it",
        "457 U.S. 440 (1982), part I and its notes",
        [
            Line("Black passing rate", "54.17%", lambda: got(TEAL["Black"].rate)),
            Line("Hispanic passing rate", "75.00%", lambda: got(TEAL["Hispanic"].rate)),
            Line("Indian passing rate", "66.67%", lambda: got(TEAL["Indian"].rate)),
            Line("White passing rate", "79.54%", lambda: got(TEAL["White"].rate)),
            Line("Unidentified passing rate", "60.00%", lambda: got(TEAL["Unidentified"].rate)),
            Line("Group with the highest rate", "White", lambda: got(benchmark([*TEAL.values()])).label),
            Line("Black rate of the white rate", "68%", lambda: got(Comparison(TEAL["Black"], TEAL["White"]).ratio)),
            Line("Bottom line: black promotion rate", "22.9%", lambda: got(TEAL_BOTTOM.focal.rate)),
            Line("Bottom line: white promotion rate", "13.5%", lambda: got(TEAL_BOTTOM.reference.rate)),
            Line("Bottom line: black rate of the white rate", "170%", lambda: got(TEAL_BOTTOM.ratio)),
        ],
    ),
    Published(
        "Ricci v. DeStefano: captains (41 candidates) and lieutenants (77)",
        "557 U.S. 557 (2009), opinion of the Court",
        [
            Line("Captain: white pass rate", "64%", lambda: got(CAPTAINS["White"].rate)),
            Line("Captain: black pass rate", "37.5%", lambda: got(CAPTAINS["Black"].rate)),
            Line("Captain: Hispanic pass rate", "37.5%", lambda: got(CAPTAINS["Hispanic"].rate)),
            Line("Lieutenant: white pass rate", "58.1%", lambda: got(LIEUTENANTS["White"].rate)),
            Line("Lieutenant: black pass rate", "31.6%", lambda: got(LIEUTENANTS["Black"].rate)),
            Line("Lieutenant: Hispanic pass rate", "20%", lambda: got(LIEUTENANTS["Hispanic"].rate)),
            Line(
                "All four fall below the 80 percent standard",
                "yes",
                lambda: yes(
                    all(
                        is_below_four_fifths(exam[name], exam["White"])
                        for exam in (CAPTAINS, LIEUTENANTS)
                        for name in ("Black", "Hispanic")
                    )
                ),
            ),
        ],
    ),
    Published(
        "Waisome v. Port Authority: the sergeants' written examination",
        "948 F.2d 1370 (2d Cir. 1991)",
        [
            Line("Black pass rate (50 of 64)", "78.13%", lambda: got(WAISOME.focal.rate)),
            Line("White pass rate (455 of 508)", "89.57%", lambda: got(WAISOME.reference.rate)),
            Line("Black rate of the white rate", "87.23%", lambda: got(WAISOME.ratio)),
            Line("Standard deviations (pooled Z)", "2.68", lambda: abs(got(WAISOME.z))),
        ],
    ),
    Published(
        "New York City, selecting: example of the rule",
        "6 RCNY 5-301(b), example tables by sex and by race and ethnicity "
        "(https://codelibrary.amlegal.com/codes/newyorkcity/latest/NYCrules/0-0-0-138530)",
        [
            *law_lines(LAW_SEX, {"Male": ("48%", "1.00"), "Female": ("47%", "0.979")}, "selection"),
            *law_lines(
                LAW_RACE,
                {
                    "Hispanic or Latino": ("50%", "0.97"),
                    "White": ("52%", "1.00"),
                    "Black or African American": ("44%", "0.84"),
                    "Native Hawaiian or Pacific Islander": ("44%", "0.85"),
                    "Asian": ("49%", "0.95"),
                    "Native American or Alaska Native": ("44%", "0.85"),
                    "Two or More Races": ("45%", "0.87"),
                },
                "selection",
            ),
        ],
    ),
    Published(
        "New York City, scoring: example of the rule (it prints people and rates; the counts above the median follow)",
        '6 RCNY 5-301(d), example tables of a "culture fit" score',
        [
            *law_lines(SCORED_SEX, {"Male": ("54.3%", "1.00"), "Female": ("44.7%", "0.82")}, "scoring"),
            *law_lines(
                SCORED_RACE,
                {
                    "Hispanic or Latino": ("64.2%", "1.00"),
                    "White": ("37.5%", "0.58"),
                    "Black or African American": ("50.0%", "0.78"),
                    "Native Hawaiian or Pacific Islander": ("62.5%", "0.97"),
                    "Asian": ("41.7%", "0.65"),
                },
                "scoring",
                "18 of 28 is 64.286%; the rule cuts where it rounds the others",
            ),
        ],
    ),
    Published(
        "Diet and heart disease: 11 of 15 against 2 of 8",
        'SAS/STAT User\'s Guide, PROC FREQ, example "Analysis of a 2x2 Contingency Table" '
        "(https://support.sas.com/documentation/cdl/en/statug/63962/HTML/default/statug_freq_sect029.htm)",
        [
            Line("Chi-square (the square of Z)", "4.9597", lambda: got(FATCOMP.z) ** 2),
            Line("Its p", "0.0259", lambda: got(FATCOMP.z_p)),
            Line("Fisher, two-sided", "0.0393", lambda: FATCOMP.fisher_p),
            Line("Relative risk", "2.9333", lambda: got(FATCOMP.ratio)),
            Line("95% interval, lower", "0.8502", lambda: got(FATCOMP.interval)[0]),
            Line("95% interval, upper", "10.1204", lambda: got(FATCOMP.interval)[1]),
        ],
    ),
    Published(
        "Convictions of like-sex twins of criminals: 2 of 17 against 10 of 13",
        "Fisher, Statistical Methods for Research Workers (1970); the p as R prints it for its own example of fisher.test",
        [Line("Fisher, two-sided", "0.0005367", lambda: TWINS.fisher_p)],
    ),
    Published(
        "The lady tasting tea: 3 of 4 against 1 of 4",
        "Fisher, The Design of Experiments (1935), chapter II; Agresti, Categorical Data Analysis (2002), section 3.5",
        [Line("Fisher, two-sided (2 x 17/70)", "0.486", lambda: beside(3, 4, 1, 4).fisher_p)],
    ),
    Published(
        "Berkeley 1973, the whole campus: 1,494 of 4,321 women and 3,738 of 8,442 men admitted",
        "Bickel, Hammel and O'Connell, Science 187 (1975), 398-404, table 1",
        [
            Line("Men admitted", "44%", lambda: got(CAMPUS.reference.rate)),
            Line("Women admitted", "35%", lambda: got(CAMPUS.focal.rate)),
            Line("Women fewer than expected (shortfall)", "277.3", lambda: CAMPUS.shortfall),
        ],
    ),
    Published(
        "Berkeley 1973, six departments: women against men",
        "STA429 handout 3, Toronto (https://utstat.toronto.edu/~brunner/oldclass/429Fall04/handouts/429f04_Handout3.html); "
        "common odds ratio and test as R's mantelhaen.test(UCBAdmissions, correct=FALSE) prints them, men over women",
        [
            Line("Men admitted", "44.52%", lambda: got(DEPARTMENTS.total.reference.rate)),
            Line("Women admitted", "30.35%", lambda: got(DEPARTMENTS.total.focal.rate)),
            Line("Chi-square of the total (the square of Z)", "92.2053", lambda: got(DEPARTMENTS.total.z) ** 2),
            Line("Common odds ratio, men over women", "0.9046968", lambda: 1 / got(DEPARTMENTS.odds_ratio)),
            Line("Its 95% interval, lower", "0.7719074", lambda: 1 / got(DEPARTMENTS.odds_interval)[1]),
            Line("Its 95% interval, upper", "1.0603298", lambda: 1 / got(DEPARTMENTS.odds_interval)[0]),
            Line("Cochran-Mantel-Haenszel, not corrected", "1.5246", lambda: got(DEPARTMENTS.cmh).statistic),
            Line("Its p", "0.2169", lambda: got(DEPARTMENTS.cmh).p),
        ],
    ),
    Published(
        "Migraine: two strata",
        'SAS/STAT User\'s Guide, PROC FREQ, example "Cochran-Mantel-Haenszel Statistics" '
        "(http://support.sas.com/documentation/cdl/en/statug/67523/HTML/default/statug_freq_examples07.htm)",
        [
            Line("Cochran-Mantel-Haenszel", "8.3052", lambda: got(MIGRAINE.cmh).statistic),
            Line("Its p", "0.0040", lambda: got(MIGRAINE.cmh).p),
            Line("Common odds ratio", "3.3132", lambda: got(MIGRAINE.odds_ratio)),
            Line("95% interval, lower", "1.4456", lambda: got(MIGRAINE.odds_interval)[0]),
            Line("95% interval, upper", "7.5934", lambda: got(MIGRAINE.odds_interval)[1]),
            Line("Breslow-Day, not corrected", "1.4929", lambda: plain_breslow_day(MIGRAINE).statistic),
            Line("Its p", "0.2218", lambda: plain_breslow_day(MIGRAINE).p),
        ],
    ),
    Published(
        "Smoking and lung cancer in eight Chinese cities",
        "Liu (1992) as quoted by Agresti, An Introduction to Categorical Data Analysis (1996); figures of the statsmodels "
        'documentation, "Contingency tables" (https://www.statsmodels.org/stable/contingency_tables.html)',
        [
            Line("Common odds ratio", "2.174", lambda: got(SMOKING.odds_ratio)),
            Line("95% interval, lower", "1.984", lambda: got(SMOKING.odds_interval)[0]),
            Line("95% interval, upper", "2.383", lambda: got(SMOKING.odds_interval)[1]),
            Line("Cochran-Mantel-Haenszel", "280.138", lambda: got(SMOKING.cmh).statistic),
            Line("Breslow-Day, not corrected", "5.200", lambda: plain_breslow_day(SMOKING).statistic),
            Line("Its p", "0.636", lambda: plain_breslow_day(SMOKING).p),
            Line("Degrees of freedom", "7", lambda: plain_breslow_day(SMOKING).df),
        ],
    ),
    Published(
        "A cream against infection at eight centres",
        "Agresti, Categorical Data Analysis (2002), table 6.9 and section 6.3",
        [
            Line("Cochran-Mantel-Haenszel", "6.38", lambda: got(CREAM.cmh).statistic),
            Line("Its p", "0.012", lambda: got(CREAM.cmh).p),
            Line("Common odds ratio", "2.13", lambda: got(CREAM.odds_ratio)),
            Line("95% interval, lower", "1.18", lambda: got(CREAM.odds_interval)[0]),
            Line("95% interval, upper", "3.87", lambda: got(CREAM.odds_interval)[1]),
        ],
    ),
    Published(
        "Oesophageal cancer and alcohol in Ille-et-Vilaine, six age groups",
        "Breslow and Day, Statistical Methods in Cancer Research I, IARC Scientific Publications 32 (1980), chapter 4",
        [Line("Mantel-Haenszel odds ratio", "5.158", lambda: got(OESOPHAGUS.odds_ratio))],
    ),
    Published(
        "Tetracycline and teeth; smoking and the cervix: two strata each",
        "Columbia University P8120, Breslow-Day notes (https://msph-p8120.github.io/breslow_day.html)",
        [
            Line("Teeth: Breslow-Day, not corrected", "0.57493", lambda: plain_breslow_day(TEETH).statistic),
            Line("Its p", "0.4483", lambda: plain_breslow_day(TEETH).p),
            Line("Cervix: Breslow-Day, not corrected", "4.2069", lambda: plain_breslow_day(CERVIX).statistic),
            Line("Its p", "0.04026", lambda: plain_breslow_day(CERVIX).p),
        ],
    ),
    Published(
        "Cohen's arcsine transformation of a proportion (h against a proportion of nought)",
        "Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), table 6.2.2",
        [
            Line("0.05", "0.451", lambda: cohens_h(0.05, 0.0)),
            Line("0.10", "0.644", lambda: cohens_h(0.10, 0.0)),
            Line("0.25", "1.047", lambda: cohens_h(0.25, 0.0)),
            Line("0.50", "1.571", lambda: cohens_h(0.50, 0.0)),
            Line("0.75", "2.094", lambda: cohens_h(0.75, 0.0)),
            Line("0.90", "2.498", lambda: cohens_h(0.90, 0.0)),
        ],
    ),
    Published(
        "Holm's adjustment of 0.01, 0.04, 0.03 and 0.005",
        "Method: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70; example: Wikipedia, Holm-Bonferroni method",
        [
            Line("H1", "0.03", lambda: HOLM["H1"]),
            Line("H2", "0.06", lambda: HOLM["H2"]),
            Line("H3", "0.06", lambda: HOLM["H3"]),
            Line("H4", "0.02", lambda: HOLM["H4"]),
        ],
    ),
    Published(
        "One in a hundred: 1 of 300 against 94 of 9,200, and 3 of 300 against 92 of 9,200",
        'The rules of this programme, "Adverse impact"',
        [
            Line("1 of 300: impact ratio", "0.33", lambda: got(beside(1, 300, 94, 9200).ratio)),
            Line("1 of 300: p (Fisher)", "0.37", lambda: beside(1, 300, 94, 9200).p),
            Line("3 of 300: impact ratio", "1.00", lambda: got(beside(3, 300, 92, 9200).ratio)),
        ],
    ),
)


def page() -> str:
    """The tables as Markdown."""
    parts = []
    for number, table in enumerate(PUBLISHED, 1):
        rows = [
            f"| {line.what} | {line.printed} | {line.computed}{f' ({line.differs})' if line.differs else ''} |"
            for line in table.lines
        ]
        parts.append(
            f"### {number}. {table.title}\n\n{table.source}.\n\n"
            "| Figure | Printed | Computed |\n|---|---:|---:|\n" + "\n".join(rows) + "\n"
        )
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + page() + END + rest.partition(END)[2])


if __name__ == "__main__":
    main()
