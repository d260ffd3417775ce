"""What is never written down about somebody: a number that looks like a social security number. Plain Python."""

import re
from typing import Final

SSN_PATTERN: Final = r"(^|[^0-9])[0-9]{3}[-. ]?[0-9]{2}[-. ]?[0-9]{4}([^0-9]|$)"
"""Nine digits, in one piece or as 3-2-4. Read alike by Python and PostgreSQL: the database refuses what this module finds."""
SSN_REFUSAL: Final = (
    "This looks like a social security number. It is not kept here: leave it out. "
    "If it is another number of nine digits, write it with letters between, as the issuer's name and the last four digits."
)


def looks_like_ssn(text: str) -> bool:
    """Whether a text holds something that looks like a social security number."""
    return re.search(SSN_PATTERN, text) is not None
