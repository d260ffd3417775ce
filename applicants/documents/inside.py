"""What the worker's child process asks of a file: whether anybody may have it, and what words it holds."""

from collections.abc import Callable

from applicants.documents.docx_inside import look_into_docx
from applicants.documents.kinds import kind_of
from applicants.documents.names import DOCX, PDF
from applicants.documents.text import check_text, neutral


def look_into(content: bytes) -> Callable[[], str]:
    """Raise Refused, or return what takes the words out, at most MOST_CHARACTERS of them.

    It looks at the bytes alone, and reads all of them: call it where time and memory are limited.
    """
    kind = kind_of(content)
    if kind == PDF:
        from applicants.documents.pdf_inside import look_into_pdf  # pypdf takes longer to load than a text to read

        return look_into_pdf(content)
    words = look_into_docx(content) if kind == DOCX else neutral(check_text(content))
    return lambda: words
