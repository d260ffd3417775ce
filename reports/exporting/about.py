"""What a file says of itself: which report it is, by which rules, who froze it and who signed. Plain Python."""

from dataclasses import dataclass
from datetime import datetime

from reports.methods import NOT_A_FINDING


@dataclass(frozen=True)
class About:
    """All that stands around the figures. Moments are words (weekday and time zone), `moment` is the one the file is dated with."""

    title: str
    cohort: str
    name: str
    as_of: str
    rules: str
    minimum: int
    inputs_digest: str
    payload_digest: str
    frozen: str
    """By whom and when."""
    is_signed: bool
    signed: str
    """By whom, when and with which note; or that nobody has."""
    withdrawn: str
    """By whom, when and why; empty where it stands."""
    moment: datetime

    def lines(self) -> list[tuple[str, str]]:
        """Label and words, in the order they are read."""
        pairs = [
            ("Report", self.title),
            ("Cohort", self.cohort),
            ("Snapshot", self.name),
            ("As of", self.as_of),
            ("Rules", self.rules),
            ("Small counts", f"counts from 1 to {self.minimum - 1} are hidden, and whatever would give them away"),
            ("Frozen", self.frozen),
            ("Signature", self.signed),
            ("Withdrawn", self.withdrawn),
            ("Digest of the inputs", self.inputs_digest),
            ("Digest of the figures", self.payload_digest),
            ("What this is", NOT_A_FINDING),
        ]
        return [(label, words) for label, words in pairs if words]
