"""Hostile files, and what becomes of each group: `python -m bench hostile`. No database; the files are made in code by the tests.

Times are seconds of processor time of this process, which looks at each file as the request and the worker's child do.
"""

import os
import time
from collections import defaultdict


def main() -> int:
    """Print a table of groups and outcomes; how many files were taken that should not have been, or refused that should not."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerpath.settings")
    django.setup()
    from applicants.documents import pdf_inside  # noqa: F401  # its loading is no file's doing
    from tests.applicants.documents.harmless import HARMLESS
    from tests.applicants.documents.hostile import HOSTILE

    groups: dict[str, list[tuple[str, float]]] = defaultdict(list)
    wrong = 0
    for each in HOSTILE:
        outcome, spent = look(each.make())
        groups[each.group].append((outcome, spent))
        wrong += outcome not in {reason.value for reason in each.reasons}
    for make, _ in HARMLESS.values():
        outcome, spent = look(make())
        groups["harmless, as people have them"].append((outcome, spent))
        wrong += outcome != "taken"
    print(f"{'group':<32} {'files':>5} {'slowest':>8}  refused as")
    for group, found in groups.items():
        outcomes = sorted({outcome for outcome, _ in found})
        print(f"{group:<32} {len(found):>5} {max(spent for _, spent in found):>7.2f}s  {', '.join(outcomes)}")
    print(f"{len(HOSTILE)} hostile, {len(HARMLESS)} harmless, {wrong} wrong")
    return wrong


def look(content: bytes) -> tuple[str, float]:
    """What becomes of a file ("taken", or the reason), and the seconds it took."""
    from django.conf import settings

    from applicants.documents.inside import look_into
    from applicants.documents.refusals import Reason, Refused

    started = time.process_time()
    outcome = "taken"
    if len(content) > settings.DOCUMENT_MAX_BYTES:
        outcome = Reason.TOO_LARGE.value
    else:
        try:
            look_into(content)()
        except Refused as refused:
            outcome = refused.reason.value
    return outcome, time.process_time() - started
