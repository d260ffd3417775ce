"""The scoresheets or the applications of a round as a CSV or XLSX file. For staff."""

import csv
import io
from collections.abc import Iterator
from tempfile import TemporaryFile
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applicants.exporting.cells import MOST_CHARACTERS
from applicants.exporting.files import BYTE_ORDER_MARK, CONTENT_TYPES
from careerpath.accounts.access import me
from careerpath.ui.downloads import attached
from reviews.models import ReviewRound
from reviews.selectors.round_export import MOST_IN_A_WORKBOOK, headings, rows, size
from reviews.selectors.seeing import reads_in

TABLES = ("scoresheets", "applications")


@require_safe
@never_cache
def export(request: HttpRequest, public_id: UUID, what: str, kind: str) -> HttpResponseBase:
    """Hand out one table of a round."""
    rounds = ReviewRound.objects.select_related("cohort", "scorecard_version")
    round = get_object_or_404(rounds, public_id=public_id)
    if what not in TABLES or kind not in CONTENT_TYPES:
        raise Http404("There is no such file of a round.")
    if reads_in(me(request), [round]):
        messages.error(request, "You read in this round. Its files are for you when it is closed.")
        return redirect("admin:reviews-round", public_id)
    name = f"{slugify(round.name) or 'round'}-{what}.{kind}"
    if kind == "csv":
        return attached(StreamingHttpResponse(_csv(round, what), content_type=CONTENT_TYPES["csv"]), name)
    if size(round, what) > MOST_IN_A_WORKBOOK:
        messages.error(request, f"That is more than {MOST_IN_A_WORKBOOK:,} rows. Download the CSV file instead.")
        return redirect("admin:reviews-round", public_id)
    return attached(_workbook(round, what), name)


def _csv(round: ReviewRound, what: str) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings(round, what))
    for count, row in enumerate(rows(round, what), start=1):
        writer.writerow(row)
        if count % 500 == 0:
            yield out.getvalue().encode()
            out.seek(0)
            out.truncate()
    yield out.getvalue().encode()


def _workbook(round: ReviewRound, what: str) -> FileResponse:
    """No cell is ever a formula; numbers are numbers."""
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    file = TemporaryFile()  # noqa: SIM115  # the answer closes it
    with xlsxwriter.Workbook(file, {**safe, "constant_memory": True}) as book:
        sheet = book.add_worksheet(what.capitalize())
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for column, words in enumerate(headings(round, what)):
            sheet.write_string(0, column, words, bold)
        for place, row in enumerate(rows(round, what), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(place, column, cell[:MOST_CHARACTERS])
                elif cell is not None:
                    sheet.write_number(place, column, cell)
    file.seek(0)
    return FileResponse(file, content_type=CONTENT_TYPES["xlsx"])
