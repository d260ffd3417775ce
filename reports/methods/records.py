"""The public page, and frozen reports. Plain Python."""

from typing import Final

from reports.methods.text import Formula, Method

RECORDS: Final = (
    Method(
        "public",
        "The public page",
        (
            "For one class the public page shows four figures and nothing finer: the number of people in the class, the "
            "minority share, the women’s share, and how many answered. They come from one snapshot, which named people "
            "froze, signed and published; whoever signs is never the one who froze it. Nothing in the address changes "
            "what the page shows.",
            "The members of a group, the others who answered, and those who did not answer add up to the class. Where "
            "the members or the others are from 1 to 10, the share, its counts and its response rate are hidden. "
            "Where only those who did not answer are from 1 to 10, their number, and with it the denominator and the "
            "response rate, is hidden, and the share is given as the range that this leaves:",
            Formula("range = [ members / class, (members + 10) / class ]"),
            "A second publication for the same class that differs from any earlier one by 1 to 10 people in any of "
            "these numbers is refused, because the difference of the two would tell of so few.",
        ),
        ("Centers for Medicare & Medicaid Services, Cell Size Suppression Policy",),
    ),
    Method(
        "snapshots",
        "Snapshots",
        (
            "A snapshot is a report that was frozen: its figures, the moment they describe, the rule set, the digest "
            "of the inputs and the digest of the figures. The database refuses to change or delete it. The digest of "
            "the figures is the SHA-256 of everything that is printed, without the moment; the same figures by the "
            "same rules have the same digest, whenever they were frozen.",
            "Somebody of the compliance role, who did not freeze it, may sign that they read it, with a note. A "
            "mistaken snapshot is withdrawn with a reason; it stays to be read.",
            "When two snapshots of one cohort are compared, a difference of fewer people than the minimum is shown as "
            "“small change” and not as a number. Both figures were visible to the reader anyway; the difference of "
            "the two is not written down once more.",
        ),
    ),
)
