"""The tasks of this app. Each fetches by id, calls a service and logs; what is to be done stands in the database."""

from applicants.tasks.deciding import expire_offers, promote_waitlist
from applicants.tasks.documents import check_documents, check_waiting_documents
from applicants.tasks.duplicates import find_duplicates, find_duplicates_of, look_for_missed_duplicates
from applicants.tasks.erasing import erase_due, remind_of_ending_consents
from applicants.tasks.exporting import forget_old_files
from applicants.tasks.facts import make_facts
from applicants.tasks.importing import hand_out_imports, run_import
from applicants.tasks.letters import send_letters, send_notices
from applicants.tasks.next_class import forget_next_class, tell_of_open_classes
from applicants.tasks.operations import hand_out_operations, work_chunk
from applicants.tasks.reminders import write_reminders
from applicants.tasks.screening import hand_out_unfinished, score_batch
from applicants.tasks.searching import make_words

__all__ = [
    "check_documents",
    "check_waiting_documents",
    "erase_due",
    "expire_offers",
    "find_duplicates",
    "find_duplicates_of",
    "forget_next_class",
    "forget_old_files",
    "hand_out_imports",
    "hand_out_operations",
    "hand_out_unfinished",
    "look_for_missed_duplicates",
    "make_facts",
    "make_words",
    "promote_waitlist",
    "remind_of_ending_consents",
    "run_import",
    "score_batch",
    "send_letters",
    "send_notices",
    "tell_of_open_classes",
    "work_chunk",
    "write_reminders",
]
