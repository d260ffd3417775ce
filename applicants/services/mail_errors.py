"""What an error of a mail server means for the letter: try again, never, or nobody knows."""

from dataclasses import dataclass
from enum import Enum
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused, SMTPServerDisconnected
from typing import Final

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused

from applicants.letters.placeholders import one_line

LONGEST: Final = 500


class Then(Enum):
    """What to do with the letter."""

    LATER = "try again later"
    NEVER = "it cannot be sent"
    UNSURE = "it may have arrived"


@dataclass(frozen=True)
class Verdict:
    """What an error means. `stop`: the trouble is ours or the server's, so the next letter would meet it too."""

    then: Then
    why: str
    stop: bool = False


def verdict_on(error: Exception, *, handing_over: bool) -> Verdict:
    """What an error while sending one letter means. `handing_over`: the text was on its way then, or that is unknown."""
    match error:
        case SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()), (550, b"refused"))
            return Verdict(Then.LATER if code < 500 else Then.NEVER, _said(code, said), stop=code == 421)
        case SMTPSenderRefused():  # our own address: no fault of this letter
            return Verdict(Then.LATER, _said(error.smtp_code, error.smtp_error), stop=True)
        case SMTPResponseException():
            code = error.smtp_code
            then = Then.NEVER if 500 <= code < 600 else Then.LATER
            return Verdict(then, _said(code, error.smtp_error), stop=code == 421)
        case AnymailRecipientsRefused():
            return Verdict(Then.NEVER, "The mail service refused the address.")
        case AnymailAPIError():
            return _of_service(error)
        case AnymailError() | ValueError():  # an address or a header that no message can be made with
            return Verdict(Then.NEVER, f"No message could be made of it: {one_line(str(error), LONGEST)}")
        case SMTPServerDisconnected() | OSError():
            why = f"The connection broke: {one_line(str(error), LONGEST) or type(error).__name__}."
            return Verdict(Then.UNSURE if handing_over else Then.LATER, why, stop=not handing_over)
        case _:
            return Verdict(Then.UNSURE, f"{type(error).__name__}: {one_line(str(error), LONGEST)}", stop=True)


def _of_service(error: AnymailAPIError) -> Verdict:
    """An answer of a mail service's interface, or none."""
    code, why = error.status_code, one_line(str(error), LONGEST)
    if code is None:
        unreached = isinstance(error, requests.ConnectTimeout)
        return Verdict(Then.LATER if unreached else Then.UNSURE, why, stop=True)
    if code in (401, 403, 408, 429, 503):  # our key, our pace, or they are busy: nothing was taken
        return Verdict(Then.LATER, why, stop=True)
    return Verdict(Then.NEVER if code < 500 else Then.UNSURE, why, stop=code >= 500)


def _said(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"The mail server said {code}: {one_line(words, LONGEST)}"
