"""What the portal's wall lets through, table by table (docs/decisions/0027-the-portals-wall.md).

A new table of placements or of mentoring: give it a line in `WALLED` and a `raise_wall` in its migration. A test compares the
models, this list and the database, so a table that was forgotten fails there.
"""

from typing import Final

from django.db import migrations

POLICY: Final = "portal_wall"
"""The name of the policy on every table; where reading is free for all, `portal_wall_reading` stands beside it."""

OPEN: Final = "(SELECT coalesce(current_setting('careerpath.portal_clients', true), '') = '')"
"""Nobody stands before the wall: staff, workers, graduates. Asked once a statement."""
_THEIRS: Final = "((SELECT string_to_array(current_setting('careerpath.portal_clients', true), ','))::bigint[])"

NEVER: Final = "never"
"""Nothing of this table is for a client's contact, neither to read nor to write."""
_TABLE: Final = "{table}"
_READ_ONLY: Final = "read: "
OF_CLIENT: Final = f"client_id = ANY {_THEIRS}"


def through(column: str, table: str, key: str = "id") -> str:
    """The rule of a row that belongs to a row of another walled table: it passes where that one does.

    PostgreSQL applies the policy of the other table inside this one, so the rule need not say whose it is. The column is named with
    its table: a name alone would be the other table's own, where that has one like it, and let everything through.
    """
    return f"EXISTS (SELECT FROM {table} AS whose WHERE whose.{key} = {_TABLE}.{column})"


def read_only(rule: str) -> str:
    """The rule of rows that the portal reads where this holds, and never writes."""
    return f"{_READ_ONLY}{rule}"


READ: Final = read_only("true")
"""Of no client: every portal may read it."""
OF_PLACEMENT: Final = through("placement_id", "placements_placement")
CLIENTS_OWN_ITEM: Final = (
    "EXISTS (SELECT FROM placements_onboardingitem AS item "
    "JOIN placements_onboardingrequirement AS requirement ON requirement.id = item.requirement_id "
    f"WHERE item.id = {_TABLE}.item_id AND requirement.owner = 'client')"
)
"""What was shown for an item that is the client's to do; what the person showed is not for the portal."""

WALLED: Final[dict[str, str]] = {
    "placements_client": f"id = ANY {_THEIRS}",
    # Who signs in with which part, what is sought and what is asked for: the programme writes it, contacts read it.
    "placements_clientsite": read_only(OF_CLIENT),
    "placements_clientlogo": read_only(OF_CLIENT),
    "placements_clientcontact": read_only(OF_CLIENT),
    "placements_opening": read_only(OF_CLIENT),
    "placements_opening_credentials": read_only(through("opening_id", "placements_opening")),
    "placements_openingrate": NEVER,
    "placements_openingrequest": OF_CLIENT,
    "placements_openingrequest_credentials": through("openingrequest_id", "placements_openingrequest"),
    "placements_placement": through("opening_id", "placements_opening"),
    # Whether the client got as far as the name once (`selectors.profile`). Nothing of the portal reads who moved it, and why.
    "placements_placementstatuschange": read_only(through("subject_id", "placements_placement")),
    "placements_placementdates": NEVER,
    "placements_placementdocument": f"{OF_CLIENT} AND for_client",
    "placements_evaluation": OF_PLACEMENT,
    "placements_evaluationchange": through("evaluation_id", "placements_evaluation"),
    "placements_evaluationreminder": NEVER,
    "placements_offeranswer": NEVER,
    "placements_onboardingrequirement": read_only(OF_CLIENT),
    "placements_onboardingitem": OF_PLACEMENT,
    "placements_onboardingevidence": CLIENTS_OWN_ITEM,
    "placements_onboardingfile": through("evidence_id", "placements_onboardingevidence"),
    "placements_onboardingevent": CLIENTS_OWN_ITEM,
    "placements_interviewrequest": OF_PLACEMENT,
    "placements_clientfeedback": OF_PLACEMENT,
    "placements_graduateprofile": through("enrolment_id", "placements_placement", "enrolment_id"),
    "placements_profiledecision": NEVER,
    "placements_profileview": OF_PLACEMENT,
    "placements_portalrule": READ,
    "placements_matchweights": NEVER,
    "placements_matchrun": NEVER,
    "placements_matchline": NEVER,
    "placements_matchban": NEVER,
    "placements_yearlysurvey": NEVER,
    "mentorship_agreementgiven": NEVER,
    "mentorship_anothermentor": NEVER,
    "mentorship_checkin": NEVER,
    "mentorship_escalation": NEVER,
    "mentorship_escalationanswer": NEVER,
    "mentorship_goal": NEVER,
    "mentorship_goalstep": NEVER,
    "mentorship_meeting": NEVER,
    "mentorship_menteeliked": NEVER,
    "mentorship_menteewish": NEVER,
    "mentorship_mentor": NEVER,
    "mentorship_mentorconflict": NEVER,
    "mentorship_mentoringagreement": NEVER,
    "mentorship_mentoringrules": NEVER,
    "mentorship_mentoringsession": NEVER,
    "mentorship_mentorpause": NEVER,
    "mentorship_mentorrank": NEVER,
    "mentorship_mentorship": NEVER,
    "mentorship_mentorshipstatuschange": NEVER,
    "mentorship_nudge": NEVER,
    "mentorship_nudgechoice": NEVER,
    "mentorship_sealednote": NEVER,
    "mentorship_sessionaction": NEVER,
    "mentorship_sessionchange": NEVER,
}
"""Table -> what its rows must be to pass while a contact stands before the wall: SQL about one row, `NEVER`, or `read_only`."""


def raise_wall(*tables: str) -> migrations.RunSQL:
    """The operation that puts tables behind the wall, for their migration: `raise_wall("placements_x")`. It may be run again.

    A rule of `WALLED` that changes later gets a migration that raises the wall of its table once more.
    """
    return migrations.RunSQL(
        "".join(sql_of(table, WALLED[table]) for table in tables), "".join(_without(table) for table in tables)
    )


def is_closed_to_writing(rule: str) -> bool:
    """Whether a contact may write nothing of a table, whatever they may read of it."""
    return rule == NEVER or rule.startswith(_READ_ONLY)


def sql_of(table: str, rule: str) -> str:
    """The statements that put one table behind the wall; forced, because the application owns its tables and would pass."""
    told = rule.replace(_TABLE, table)
    passes, reading = f"{OPEN} OR ({told})", ""
    if is_closed_to_writing(rule):
        passes = OPEN
    if rule.startswith(_READ_ONLY):
        reading = f"CREATE POLICY {POLICY}_reading ON {table} FOR SELECT USING ({told.removeprefix(_READ_ONLY)});\n"
    return f"""
DROP POLICY IF EXISTS {POLICY} ON {table};
DROP POLICY IF EXISTS {POLICY}_reading ON {table};
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY {POLICY} ON {table} USING ({passes}) WITH CHECK ({passes});
{reading}"""


def _without(table: str) -> str:
    return f"""
DROP POLICY IF EXISTS {POLICY} ON {table};
DROP POLICY IF EXISTS {POLICY}_reading ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""
