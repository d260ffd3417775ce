"""Why a file is not taken."""

from enum import StrEnum


class Reason(StrEnum):
    """One of these is kept with a refused document. Its words are looked up when they are read, in the reader's language."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NO_WORDS = "no_words"
    PROGRAM = "program"
    PICTURE = "picture"
    OLD_OFFICE = "old_office"
    OPEN_DOCUMENT = "open_document"
    RTF = "rtf"
    NOT_UTF8 = "not_utf8"
    WEB_PAGE = "web_page"
    UNREADABLE = "unreadable"
    TWO_KINDS = "two_kinds"
    LOCKED = "locked"
    BOMB = "bomb"
    NOT_WORD = "not_word"
    WORD_BROKEN = "word_broken"
    MACROS = "macros"
    INSIDE = "inside"
    """It holds another file, a control or a program that is no macro."""
    OUTSIDE = "outside"
    """Opening it would fetch something from elsewhere."""
    FIELDS = "fields"
    """A field of Word that starts a program or takes in another file."""
    PDF_INCOMPLETE = "pdf_incomplete"
    PDF_BROKEN = "pdf_broken"
    PDF_ACTIVE = "pdf_active"
    PDF_FILES = "pdf_files"
    MALWARE = "malware"


class Refused(ValueError):
    """A file that is not taken, for `reason`. `size` (bytes) is given where it is too large."""

    def __init__(self, reason: Reason, size: int = 0) -> None:
        self.reason, self.size = reason, size
        super().__init__(reason.value)
