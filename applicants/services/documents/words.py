"""Why a file is not taken, in words for the person who sent it: what is wrong, and what to do."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applicants.documents.refusals import Reason

R = Reason
WORDS: Final = {
    R.EMPTY: gettext_lazy("This file is empty. Choose another one."),
    R.NO_WORDS: gettext_lazy("This file has no words in it. Choose another one."),
    R.PROGRAM: gettext_lazy("This is a program, whatever its name says. Choose a PDF, a DOCX or plain text."),
    R.PICTURE: gettext_lazy("This is a picture. Save it as PDF, then choose the new file."),
    R.OLD_OFFICE: gettext_lazy(
        "This is an older Office file (such as .doc). Save it as DOCX or PDF, then choose the new file."
    ),
    R.OPEN_DOCUMENT: gettext_lazy(
        "This is an OpenDocument file (.odt). Save it as DOCX or PDF, then choose the new file."
    ),
    R.RTF: gettext_lazy("This is an RTF file. Save it as DOCX or PDF, then choose the new file."),
    R.NOT_UTF8: gettext_lazy("This text is not in UTF-8. Save it as UTF-8 or as PDF, then choose the new file."),
    R.WEB_PAGE: gettext_lazy("This is a web page. Open it, print it to PDF, then choose the new file."),
    R.UNREADABLE: gettext_lazy("We cannot read this kind of file. Choose a PDF, a DOCX, or plain text in UTF-8."),
    R.TWO_KINDS: gettext_lazy(
        "This file holds something else besides your text. Save or export it again, then choose the new file."
    ),
    R.LOCKED: gettext_lazy("This file is locked with a password. Save it without one, then choose the new file."),
    R.BOMB: gettext_lazy("This file unpacks to far more than a text has. Save it as PDF, then choose the new file."),
    R.NOT_WORD: gettext_lazy("This is an archive, not a Word file. Choose the document itself, as PDF or DOCX."),
    R.WORD_BROKEN: gettext_lazy(
        "This is not a Word file that can be opened. Save it again as DOCX or PDF, then choose the new file."
    ),
    R.MACROS: gettext_lazy(
        "This Word file holds macros, which are programs. Save it as DOCX without macros, or as PDF."
    ),
    R.INSIDE: gettext_lazy(
        "This Word file holds another file or a control. Take it out or save it as PDF, then choose the new file."
    ),
    R.OUTSIDE: gettext_lazy(
        "This file fetches something from elsewhere when it is opened. Save it as PDF with everything in it, "
        "then choose the new file."
    ),
    R.FIELDS: gettext_lazy(
        "This Word file has a field that takes in other files or starts a program. Save it as PDF, "
        "then choose the new file."
    ),
    R.PDF_INCOMPLETE: gettext_lazy("This PDF is not complete. Save or export it again, then choose the new file."),
    R.PDF_BROKEN: gettext_lazy("This PDF cannot be opened. Save or export it again, then choose the new file."),
    R.PDF_ACTIVE: gettext_lazy(
        "This PDF holds a program, a form or a film. Print it to a new PDF, then choose the new file."
    ),
    R.PDF_FILES: gettext_lazy("This PDF holds other files. Print it to a new PDF, then choose the new file."),
    R.MALWARE: gettext_lazy(
        "Our malware scanner warns of this file, so we deleted it. Make it anew on another device if you can, "
        "and choose that."
    ),
}
"""Every reason but TOO_LARGE, which says how large."""


def words_of(reason: str, size: int = 0) -> str:
    """The words of a reason, in the reader's language; `size` in bytes where it is too large."""
    if reason == Reason.TOO_LARGE:
        return too_large(size)
    try:
        return str(WORDS[Reason(reason)])
    except (ValueError, KeyError):  # a reason of an earlier version
        return _("We could not take this file. Save it again as PDF, then choose the new file.")


def too_large(size: int) -> str:
    """The refusal of a file of `size` bytes, in words."""
    return _("This file has %(size)s MB; at most %(most)s MB fit. Save it smaller, for example without pictures.") % {
        "size": f"{size / 1024 / 1024:.1f}",
        "most": f"{settings.DOCUMENT_MAX_BYTES / 1024 / 1024:g}",
    }
