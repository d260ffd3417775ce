"""On paper: what people found who read the application, or talked with the applicant."""

from careerpath.ui.moments import say_moment
from reviews.papers.blocks import Block, facts, table, words_block
from reviews.selectors.record import Record, hundredths, slot_people, slot_words
from reviews.selectors.record_rounds import InRound, Sheet


def round_blocks(each: InRound, zone: str) -> list[Block]:
    entry, found = each.entry, each.entry.round
    blocks = [
        facts(
            ("In it because", found.filter_words),
            ("Scorecard", found.scorecard_version),
            ("Blind", f"yes: readers knew it as {each.label}" if found.is_blind else "no"),
            ("Readers saw each other’s", found.get_others_display() if found.reads > 1 else ""),
            ("Round", found.get_status_display()),
            ("Reads", f"{len(each.sheets)} of {each.asked_for}" if not each.hidden else "hidden from you"),
            ("More reads", f"{entry.more_reads}, because readers differed" if entry.more_reads else ""),
            ("Left the round", say_moment(entry.left_at, zone) if entry.left_at else ""),
            ("Raw mean", "" if each.hidden else f"{hundredths(entry.raw)} of 5"),
            ("Adjusted for severity", "" if each.hidden else f"{hundredths(entry.adjusted)} of 5"),
            ("Widest difference", "" if each.hidden else hundredths(entry.spread)),
            (
                "Measured",
                f"{say_moment(each.measurement.made_at, zone)}, {each.measurement.scoresheets} scoresheets, "
                f"digest {each.measurement.digest[:12]}"
                if each.measurement and not each.hidden
                else "",
            ),
        )
    ]  # fmt: skip
    if each.hidden:
        return [*blocks, words_block("quiet", "You read in this round, so what others wrote is not shown to you yet.")]
    if entry.is_calibration:
        blocks.append(
            words_block(
                "quiet",
                "A calibration case: read by everybody and compared with agreed marks. It counted for nothing in a decision.",
            )
        )
    if each.sheets:
        blocks += [
            words_block("quiet", each.how),
            table(
                "Marks, 1 to 5",
                ["Attribute", "Weight", *[f"Reader {place}" for place in range(1, len(each.sheets) + 1)]],
                [
                    [name, weight, *["–" if mark is None else mark for mark in marks]]
                    for name, weight, _, marks in each.attributes
                ],
                widths=[4, 1, *[1] * len(each.sheets)],
                numbers=list(range(1, len(each.sheets) + 2)),
            ),
        ]
    for place, sheet in enumerate(each.sheets, start=1):
        blocks += _sheet(place, sheet, zone)
    if each.ended:
        blocks.append(
            table(
                "Given to somebody and not read by them",
                ["Reader", "Why", "When"],
                [
                    [one.reader.user, one.get_ended_as_display(), say_moment(one.ended_at, zone)]
                    for one in each.ended
                    if one.ended_at
                ],
                widths=[3, 3, 3],
            )
        )  # fmt: skip
    return blocks


def _sheet(place: int, sheet: Sheet, zone: str) -> list[Block]:
    scoresheet = sheet.scoresheet
    blocks = [
        words_block("title", f"Reader {place}: {sheet.reader}"),
        facts(
            ("Sent", say_moment(scoresheet.sent_at, zone)),
            ("Recommends", f"{sheet.recommended} ({scoresheet.recommendation} of 5)"),
            ("Weighted mean", hundredths(scoresheet.raw)),
            ("Severity of this reader", severity_words(sheet)),
            ("Red flags", "; ".join(sheet.red_flags)),
            ("Had seen others’ reviews", "yes" if scoresheet.saw_others else ""),
            (
                "Changed since",
                "; ".join(
                    f"{say_moment(change.at, zone)}, mean before {hundredths(change.before.get('raw'))}"
                    for change in sheet.changes
                ),
            ),
        ),
        table(
            "",
            ["Attribute", "Mark", "What that point looks like", "Why"],
            [[each.name, each.mark, each.anchor, each.note or "–"] for each in sheet.marked],
            widths=[3, 1, 5, 4],
            numbers=[1],
        ),
    ]
    return [*blocks, words_block("quote", scoresheet.comment)]


def severity_words(sheet: Sheet) -> str:
    """How far a reader's marks lie from the others', and what the scoresheet says without that."""
    if sheet.severity is None:
        return ""
    side = "above" if sheet.severity > 0 else "below"
    by = hundredths(abs(sheet.severity))
    return f"marks {by} {side} the others on the same applications; adjusted {hundredths(sheet.adjusted)}"


def interview_blocks(record: Record, zone: str) -> list[Block]:
    rows = [
        [
            f"{number}.{version.number + 1}",
            say_moment(version.starts_at, zone),
            f"{version.minutes} min",
            version.place or version.link,
            f"{version.by}, {say_moment(version.at, zone)}",
        ]
        for number, each in enumerate(record.interviews, start=1)
        for version in each.versions.all()
    ]
    blocks = [table("", ["No.", "When", "Length", "Where", "Set by"], rows, widths=[1, 4, 2, 4, 4])] if rows else []
    blocks += [
        words_block("quiet", f"Interview {number} was called off by {each.cancelled_by}, {say_moment(each.cancelled_at, zone)}.")
        for number, each in enumerate(record.interviews, start=1)
        if each.cancelled_at
    ]  # fmt: skip
    if record.slots:
        blocks.append(
            table(
                "Times that were taken",
                ["When", "Interviewer", "What became of it"],
                [[say_moment(slot.starts_at, zone), slot_people(slot), slot_words(slot)] for slot in record.slots],
                widths=[4, 3, 3],
            )
        )
    return blocks
