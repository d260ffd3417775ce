"""Whatever can change somebody's place leaves a row in `reports_changedplace` (docs/decisions/0016-counts-kept-by-the-history.md)."""

from typing import Final

from django.db import migrations

# Inserts and deletes go by statement: a bulk move of 9,500 pays for one INSERT ... SELECT. Updates of a few columns go by row, and only
# where one of them was named and differs: PostgreSQL gives no transition tables to triggers on columns, and without columns every move
# would carry the whole application into one. A function reads only the rows that changed and what leads from them to the application:
# never the answers or their keys, for a trigger runs as whoever writes, and the wall may be closed.
OF_ENROLMENT: Final = (
    "SELECT DISTINCT enrolment.application_id FROM changed JOIN bootcamp_enrolment AS enrolment ON enrolment.id = "
)
SELECTS: Final = {
    # A fresh draft is in no count.
    "application_steps": "SELECT subject_id FROM changed WHERE (from_status, to_status) <> ('', 'draft')",
    "applications": "SELECT id FROM changed",
    "enrolments": "SELECT application_id FROM changed",
    "enrolment_steps": OF_ENROLMENT + "changed.subject_id",
    "by_enrolment": OF_ENROLMENT + "changed.enrolment_id",
    "track_steps": "SELECT DISTINCT enrolment.application_id FROM changed"
    " JOIN bootcamp_trackenrolment AS track ON track.id = changed.subject_id"
    " JOIN bootcamp_enrolment AS enrolment ON enrolment.id = track.enrolment_id",
    "placement_steps": "SELECT DISTINCT enrolment.application_id FROM changed"
    " JOIN placements_placement AS placement ON placement.id = changed.subject_id"
    " JOIN bootcamp_enrolment AS enrolment ON enrolment.id = placement.enrolment_id",
    "answers": "SELECT key FROM changed",
}
STATEMENTS: Final = (
    ("applicants_applicationstatuschange", ("INSERT",), "application_steps"),
    ("applicants_application", ("DELETE",), "applications"),
    ("bootcamp_enrolmentstatuschange", ("INSERT",), "enrolment_steps"),
    ("bootcamp_enrolment", ("DELETE",), "enrolments"),
    ("bootcamp_trackenrolmentstatuschange", ("INSERT",), "track_steps"),
    ("bootcamp_trackenrolment", ("DELETE",), "by_enrolment"),
    ("bootcamp_credentialattempt", ("INSERT", "UPDATE", "DELETE"), "by_enrolment"),
    ("bootcamp_credentialaward", ("INSERT", "UPDATE", "DELETE"), "by_enrolment"),
    ("placements_placementstatuschange", ("INSERT",), "placement_steps"),
    ("placements_placement", ("DELETE",), "by_enrolment"),
    ("reports_selfidentificationkey", ("INSERT", "UPDATE", "DELETE"), "answers"),
    ("reports_selfidentification", ("UPDATE", "DELETE"), "answers"),
)
ROWS: Final = (
    (
        "applicants_application",
        "cohort_id, university_id, source, submitted_at",
        "(OLD.cohort_id, OLD.university_id, OLD.source) IS DISTINCT FROM (NEW.cohort_id, NEW.university_id, NEW.source)"
        " OR (OLD.submitted_at IS NOT NULL AND OLD.submitted_at IS DISTINCT FROM NEW.submitted_at)",
        "VALUES (NEW.id)",
    ),
    (
        "applicants_decisionrelease",
        "undone_at",
        "OLD.undone_at IS DISTINCT FROM NEW.undone_at",
        "SELECT DISTINCT subject_id FROM applicants_applicationstatuschange WHERE batch = NEW.batch",
    ),
    (
        "placements_placement",
        "starts_on, ended_on",
        "(OLD.starts_on, OLD.ended_on) IS DISTINCT FROM (NEW.starts_on, NEW.ended_on)",
        "SELECT application_id FROM bootcamp_enrolment WHERE id = NEW.enrolment_id",
    ),
)
FUNCTION: Final = """
CREATE FUNCTION reports_notice_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_changedplace ({column}) {select};
    RETURN NULL;
END $$;
"""
BY_STATEMENT: Final = """
CREATE TRIGGER place_noticed_{event_name} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION reports_notice_{name}();
"""
BY_ROW: Final = """
CREATE TRIGGER place_noticed_columns AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION reports_notice_{table}();
"""

def notice() -> str:
    """The functions and triggers."""
    made = [
        FUNCTION.format(name=name, column="key" if name == "answers" else "application_id", select=select)
        for name, select in SELECTS.items()
    ]
    for table, events, name in STATEMENTS:
        for event in events:
            side = "OLD" if event == "DELETE" else "NEW"
            made.append(BY_STATEMENT.format(event_name=event.lower(), event=event, table=table, side=side, name=name))
    for table, columns, when, select in ROWS:
        made.append(FUNCTION.format(name=table, column="application_id", select=select))
        made.append(BY_ROW.format(table=table, columns=columns, when=when))
    return "".join(made)


def ignore() -> str:
    """Without them."""
    dropped = [
        f"DROP TRIGGER place_noticed_{event.lower()} ON {table};" for table, events, _ in STATEMENTS for event in events
    ]
    dropped += [f"DROP TRIGGER place_noticed_columns ON {table};" for table, *_ in ROWS]
    dropped += [f"DROP FUNCTION reports_notice_{name}();" for name in (*SELECTS, *(row[0] for row in ROWS))]
    return "\n".join(dropped)


class Migration(migrations.Migration):
    replaces = [
        ("reports", "0006_changes_are_noticed"),
    ]

    dependencies = [
        ("reports", "0002_guards"),
        ("applicants", "0002_guards"),
        ("bootcamp", "0001_tables"),
        ("placements", "0001_tables"),
    ]

    operations = [migrations.RunSQL(notice(), ignore())]
