"""How a status looks: a tone and an icon for each word. The badge always carries the word itself too.

An app adds its own: `tones({"presented": ("info", "send")})` in AppConfig.ready; the first to name a word wins nothing,
the last one does, so keep one word one meaning.
"""

from typing import Final, Literal

Tone = Literal["good", "watch", "stop", "info", "accent", "muted"]
Look = tuple[Tone, str]

UNKNOWN: Final[Look] = ("muted", "circle")

_looks: dict[str, Look] = {
    # on the way
    "draft": ("muted", "file-pen"),
    "submitted": ("info", "send"),
    "planned": ("muted", "calendar"),
    "scheduled": ("info", "calendar-clock"),
    "queued": ("muted", "clock"),
    "pending": ("watch", "hourglass"),
    "staged": ("watch", "hourglass"),
    "proposed": ("info", "send"),
    "presented": ("info", "send"),
    "open": ("info", "circle-dot"),
    "running": ("info", "loader"),
    "in_progress": ("info", "loader"),
    "paused": ("watch", "circle-pause"),
    "screened": ("info", "list-checks"),
    "in_review": ("info", "eye"),
    "review": ("info", "eye"),
    "interview": ("accent", "message-square"),
    "interviewing": ("accent", "message-square"),
    "offered": ("accent", "mail"),
    "waitlisted": ("watch", "list"),
    "borderline": ("watch", "scale"),
    "onboarding": ("accent", "route"),
    # well
    "active": ("good", "circle-play"),
    "enrolled": ("good", "user-check"),
    "admitted": ("good", "circle-check"),
    "accepted": ("good", "circle-check"),
    "above": ("good", "arrow-up"),
    "done": ("good", "circle-check"),
    "finished": ("good", "circle-check"),
    "completed": ("good", "circle-check"),
    "passed": ("good", "circle-check"),
    "certified": ("good", "award"),
    "graduated": ("good", "graduation-cap"),
    "placed": ("good", "handshake"),
    "filled": ("good", "circle-check"),
    "released": ("good", "mail-check"),
    "present": ("good", "check"),
    "held": ("good", "check"),
    "met": ("good", "check"),
    # with care
    "late": ("watch", "clock"),
    "left_early": ("watch", "log-out"),
    "excused": ("info", "file-check"),
    "remote": ("info", "monitor"),
    "made_up": ("info", "rotate-ccw"),
    "not_held": ("muted", "circle-slash"),
    "at_risk": ("watch", "triangle-alert"),
    "expired": ("watch", "timer"),
    "watch": ("watch", "eye"),
    "flag": ("stop", "flag"),
    # ended
    "ineligible": ("muted", "circle-slash"),
    "below": ("muted", "arrow-down"),
    "rejected": ("muted", "circle-x"),
    "declined": ("muted", "circle-x"),
    "withdrawn": ("muted", "log-out"),
    "cancelled": ("muted", "ban"),
    "duplicate": ("muted", "copy"),
    "prepared": ("watch", "hourglass"),
    "closed": ("muted", "archive"),
    "ended": ("muted", "archive"),
    "dropped": ("stop", "user-x"),
    "failed": ("stop", "circle-alert"),
    "unexcused": ("stop", "circle-alert"),
    "absent": ("stop", "circle-alert"),
}


def tones(more: dict[str, Look]) -> None:
    """Say how an app's own statuses look."""
    _looks.update(more)


def look_of(status: str) -> Look:
    """The tone and icon of a status value; a plain circle when nobody has said."""
    return _looks.get(str(status).lower().replace("-", "_").replace(" ", "_"), UNKNOWN)
