"""The import, measured: `python -m bench.importing`. Medians of three rounds in one run, on a database of its own.

The files are made like the real one: 51 columns, 12 of them free text or long, half the cells empty, a few rows in a thousand that
do not fit. Each measure is a process of its own, so that its peak of memory is its own too:
- first: everything goes in, as `manage.py import_applications` does it, errors file and history included;
- again: the same file a second time, which changes nothing;
- check: the dry run that the preview shows;
- one by one: the same cleaned rows with `save()`, `begin` and `move`, as a loop over the models would do it, each in a transaction.
"""

import csv
import logging
import multiprocessing
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import django

ONE_BY_ONE: Final = 500
SMALLEST: Final = 9_500
EXAMPLE: Final = Path(__file__).resolve().parent.parent / "docs" / "examples" / "new-coders-2016.toml"
ROLES: Final = [
    "Full-Stack Web Developer",
    "  Front-End Web Developer",
    "Back-End Web Developer",
    "  Mobile Developer",
    "",
]
TICKS: Final = (
    "coffee-and-codes,hackathons,conferences,NodeSchool,RailsBridge,Startup Weekend,Women Who Code,Girl Develop It,None,Other,EdX,"
    "Coursera,Free Code Camp,Khan Academy,Code School (Pluralsight),Codecademy,Udacity,Udemy,Code Wars,The Odin Project,DevTips,"
    "Other,Code Newbie,The Changelog,Software Engineering Daily,JavaScript Jabber,None,Other"
)


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from django.db import connection

    from bench.table import database_of_its_own, median, record, rounds, show, sizes

    lines: list[list[str]] = []
    figures: dict[str, Any] = {}
    with database_of_its_own(), tempfile.TemporaryDirectory() as folder:
        name = connection.settings_dict["NAME"]
        for size in sizes():
            path = write_csv(Path(folder) / f"{size}.csv", size)
            found = [in_its_own_process(name, path) for _ in range(rounds(size))]
            middle = {key: median([each[key] for each in found]) for key in found[0]}
            for key, words in (("first", "first"), ("again", "again"), ("check", "check"), ("one", "one by one")):
                if not middle.get(key):
                    continue
                count = ONE_BY_ONE if key == "one" else size
                peak = f"{middle['memory']:.0f}" if key == "first" else ""
                lines.append([f"{size:,} rows: {words}", f"{middle[key]:.2f}", f"{count / middle[key]:,.0f}", peak])
            figures[str(size)] = {
                "rows_per_second": round(size / middle["first"]),
                "again_rows_per_second": round(size / middle["again"]),
                "peak_megabytes": round(middle["memory"]),
                "megabytes_before": round(middle["before"]),
                "file_megabytes": round(path.stat().st_size / 1e6, 1),
                **({"one_by_one_rows_per_second": round(ONE_BY_ONE / middle["one"])} if middle["one"] else {}),
            }
    show("Importing, medians", ["", "seconds", "rows a second", "peak MB"], lines)
    print(f"Of the peak, {middle['before']:.0f} MB are Python and Django before the import begins.")
    for size, values in figures.items():
        record(values, "importing", size)
    return 0


def write_csv(path: Path, count: int) -> Path:
    """A file like the real one, the same each time."""
    with EXAMPLE.open(encoding="utf-8") as file:
        text = file.read()
    hours, months, money = (
        line.split('"')[1]
        for line in text.splitlines()
        if line.startswith('column = "About how many') or "tuition" in line
    )
    ask = ["Which one of these roles are you most interested in?", "Other", "Are you willing to relocate for a job?"]
    tail = [hours, months, "Have you attended a full-time coding bootcamp?", "Have you finished yet?", money]
    filler = [f"Not used {number}" for number in range(10)]
    header = [
        "#",
        *ask,
        *TICKS.split(","),
        *tail,
        *filler,
        "Start Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
        "Comment",
    ]
    dice = random.Random(2016)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for number in range(count):
            start = f"2016-{dice.randint(3, 4):02}-{dice.randint(1, 28):02} {dice.randint(0, 22):02}"
            minute = dice.randint(0, 40)
            writer.writerow(
                [
                    f"{number:032x}",
                    dice.choice(ROLES),
                    "",
                    dice.choice(["", "0", "1"]),
                    *(tick if dice.random() < 0.25 else "" for tick in TICKS.split(",")),
                    dice.choice(["", "5", "10", "20", "about 15 hours", "10-15"]) if dice.random() < 0.997 else "168",
                    str(dice.randint(0, 60)),
                    dice.choice(["0", "0", "1"]),
                    dice.choice(["", "", "1"]),
                    dice.choice(["0", "100", "$1,200", ""]),
                    *("x" * dice.choice([0, 0, 0, 12]) for _ in filler),
                    f"{start}:{minute:02}:00",
                    f"{start}:{minute + 3:02}:30",
                    f"{dice.getrandbits(40):010x}",
                    "A few words that nobody maps. " * dice.choice([0, 1, 2]),
                ]
            )
    return path


def in_its_own_process(name: str, path: Path) -> dict[str, float]:
    """Seconds and megabytes of one round, measured by a process that does nothing else."""
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe()
    process = spawn.Process(target=measure, args=(name, path, theirs))
    process.start()
    theirs.close()  # so that a process that dies is noticed
    figures: dict[str, float] = mine.recv()
    process.join(600)
    return figures


def measure(name: str, path: Path, answer: Any) -> None:
    """One round: check, first, again, and the first rows one by one."""
    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connection

    connection.settings_dict["NAME"] = name
    from applicants.services import importing
    from bench.table import peak_megabytes
    from tests.factories import make_cohort

    importing.ring = lambda *args: 0  # no worker is there to make the facts
    mapping, cohort = EXAMPLE.read_text(encoding="utf-8"), make_cohort()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

    def run(**options: Any) -> float:
        errors = path.with_suffix(".errors.csv")
        began = time.perf_counter()
        importing.import_file(cohort=cohort, path=path, mapping=mapping, errors=errors, **options)
        return time.perf_counter() - began

    before = peak_megabytes()
    figures = {"before": before, "first": run()}
    figures |= {"memory": peak_megabytes(), "again": run(), "check": run(dry_run=True)}
    figures["one"] = one_by_one(path, mapping) if path.stem == str(SMALLEST) else 0.0
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE applicants_application, applicants_applicant, applicants_importbatch, cohorts_cohort CASCADE"
        )
    answer.send(figures)


def one_by_one(path: Path, mapping: str) -> float:
    """Seconds for the first rows, each an applicant, an application, its beginning and its move."""
    from applicants.importing.mapping import parse
    from applicants.importing.reading import inspect, open_table
    from applicants.importing.rows import BoundMapping
    from applicants.models import Applicant, Application
    from careerpath.pipeline.history import begin, move
    from cohorts.selectors import question_specs
    from tests.factories import make_cohort

    cohort, done = make_cohort(), 0
    began = time.perf_counter()
    with open_table(path, inspect(path, most_bytes=10**9)) as source:
        bound = BoundMapping(parse(mapping, question_specs(cohort.question_set)), source.header)
        for row in map(bound.clean, source.rows):
            if row.refused:
                continue
            application = Application(
                cohort=cohort,
                applicant=Applicant.objects.create(),
                question_set=cohort.question_set,
                answers=row.answers,
                started_at=row.started_at,
                submitted_at=row.submitted_at,
            )
            application.save()
            begin(application, by=None, at=row.started_at)
            move(application, to="submitted", by=None, at=row.submitted_at)
            if (done := done + 1) == ONE_BY_ONE:
                break
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
