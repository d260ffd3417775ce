"""Documents: taking a file in, having it looked into by a worker, handing it out. The looking itself is `applicants.documents`."""

from applicants.documents.names import DOCX, PDF, TEXT, safe_name
from applicants.services.documents.receiving import Checked, DocumentRefused, check_document, check_size, too_large

__all__ = [
    "DOCX",
    "PDF",
    "TEXT",
    "Checked",
    "DocumentRefused",
    "check_document",
    "check_size",
    "safe_name",
    "too_large",
]
