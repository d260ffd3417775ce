"""The recruiter's list, measured: `python -m bench listing`. Medians of three, at each size in one database that grows.

Each figure is a whole page as a browser gets it: session, rights, menus, the keys, the rows, the template, through Django's test
client. `nothing` is the same page where nothing matches: what the frame around the rows costs.
"""

import logging
import os
import sys
import time
from typing import Any, Final
from urllib.parse import urlencode

import django

PAGES_DEEP: Final = 1000


def main() -> int:
    """Measure, print, record."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from bench.table import ROUNDS, database_of_its_own, median, record, show, sizes

    logging.disable(logging.INFO)
    middles: dict[int, dict[str, float]] = {}
    making: dict[int, dict[str, float]] = {}
    with database_of_its_own():
        client, cohort, run = prepare()
        have = 0
        for size in sizes():
            making[size] = grow(cohort, run, have + 1, size)
            have = size
            asked = queries(cohort, run)
            rounds = []
            for number in range(ROUNDS + 1):
                took = {what: page(client, query) for what, query in asked.items()}
                if number:  # the first round warms what a server has warm
                    rounds.append(took)
            middles[size] = {what: median([each[what] for each in rounds]) for what in asked}
    smallest = min(middles)
    show(
        f"The list: a whole page, milliseconds, medians of {ROUNDS}",
        ["", *(f"{size:,}" for size in middles), "last / first"],
        [
            [
                what.replace("_", " "),
                *(f"{middles[size][what] * 1000:,.0f}" for size in middles),
                f"{middles[max(middles)][what] / middles[smallest][what]:.1f}",
            ]
            for what in middles[smallest]
        ],
    )
    show(
        "Making what answers are found by",
        ["", "words a second", "rows a second, with every index"],
        [[f"{size:,}", f"{each['words']:,.0f}", f"{each['rows']:,.0f}"] for size, each in making.items()],
    )
    for size, figures in middles.items():
        made = {"words_per_second": round(making[size]["words"])}
        record({f"{what}_ms": round(took * 1000, 1) for what, took in figures.items()} | made, "list", str(size))
    return 0


def prepare():  # type: ignore[no-untyped-def]
    """Somebody signed in, an empty cohort, and a finished run."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from applicants.models import ScreeningRun
    from applicants.services.screening import default_rubric
    from careerpath.accounts.roles import Role
    from careerpath.pipeline.history import begin, move
    from tests.factories import make_cohort, make_user

    settings.ALLOWED_HOSTS = ["*"]
    settings.DEBUG = False
    cohort = make_cohort()
    run = ScreeningRun.objects.create(cohort=cohort, rubric_version=default_rubric(), total=0)
    begin(run, by=None)
    move(run, to="finished", by=None, also={"finished_at": timezone.now(), "result_digest": "0" * 64})
    client = Client()
    client.force_login(make_user(Role.RECRUITER))
    return client, cohort, run


def grow(cohort: Any, run: Any, first: int, last: int) -> dict[str, float]:
    """More applications, their results and their words; how many rows and how many words a second."""
    from django.db import connection

    from applicants.services.indexing import make_words
    from bench.people import make_people
    from bench.table import seconds

    rows = seconds(lambda: make_people(cohort, run, first, last))
    words = seconds(make_words)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return {"rows": (last - first + 1) / rows, "words": (last - first + 1) / words}


def queries(cohort: Any, run: Any) -> dict[str, dict[str, Any]]:
    """What is asked for. The deep page is the one that a thousand times "next" would come to."""
    from applicants.models import Application
    from applicants.selectors.recruiting import PAGE

    here = {"cohort": cohort.slug}
    count = Application.objects.filter(cohort=cohort).count()
    place = min(PAGES_DEEP * PAGE, count - PAGE)
    deep = (
        Application.objects.filter(cohort=cohort)
        .order_by("-submitted_at", "-pk")
        .values_list("submitted_at", "pk")[place]
    )
    one = Application.objects.filter(cohort=cohort).order_by("pk").values_list("applicant__name", flat=True)[count // 2]
    return {
        "first_page": here,
        "best_first": here | {"order": "score"},
        "filtered": here | {"status": "screened", "band": "3", "university": "nobody", "order": "newest"},
        "rare": here | {"status": "in_review", "band": "3", "source": "import", "order": "newest"},
        "by_name": here | {"search": one},
        "by_part_of_a_name": here | {"search": one.split()[-1][1:]},
        "by_common_part": here | {"search": "ohns"},
        "by_address": here | {"search": "person77@"},
        "by_words": here | {"words": "nurse patient"},
        "by_no_such_word": here | {"words": "kaleidoscope"},
        "by_answers": here
        | {"answer_key": ["relocate", "interest"], "answer_is": ["is", "is"], "answer_value": ["no", "data"]},
        "page_1000": here | {"after": f"{deep[0].isoformat()}~{deep[1]}"},
        "nothing": here | {"search": "zzzz"},
    }


def page(client: Any, query: dict[str, Any]) -> float:
    """Seconds for one page."""
    address = f"/admin/applications/?{urlencode(query, doseq=True)}"
    began = time.perf_counter()
    response = client.get(address)
    took = time.perf_counter() - began
    assert response.status_code == 200, address
    return took


if __name__ == "__main__":
    sys.exit(main())
