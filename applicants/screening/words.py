"""Words in a text: how many, and which subjects of health care it speaks of. Plain Python.

A family is a subject, not a word: saying "nurse" ten times counts once. Spanish stems stand beside the English ones, because
the form may be answered in either.
"""

import re
from typing import Final

FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "patients": ("patient", "paciente", "bedside"),
    "care": ("care", "caring", "cared", "cares", "caregiv", "carer", "cuida"),
    "nursing": ("nurse", "nursing", "midwi", "enfermer"),
    "doctors": ("doctor", "physician", "surgeon", "surger", "médico", "médica", "cirug"),
    "places of care": ("hospital", "clinic", "clínic", "hospice", "ward", "wards", "urgencias"),
    "health": ("health", "medical", "wellbeing", "wellness", "salud"),
    "illness": ("ill", "illness", "disease", "sick", "diabet", "cancer", "dementia", "stroke", "asthma", "enfermedad"),
    "treatment": ("treat", "therap", "rehabilit", "heal", "healing", "cure", "tratamiento", "terapia"),
    "medicines": (
        "medicin",
        "medication",
        "pharmac",
        "prescri",
        "vaccin",
        "drug",
        "drugs",
        "dose",
        "farmacia",
        "vacuna",
    ),
    "emergencies": ("emergenc", "ambulance", "paramedic", "triage", "emergencia"),
    "records": ("chart", "records", "ehr", "emr", "fhir", "historial"),
    "access": ("insur", "uninsured", "underserved", "telehealth", "telemedicin", "seguro"),
    "mind": ("mental", "anxiety", "depress", "psych", "counsel", "psicol"),
}
"""Subject -> stems. A stem of four letters or fewer must be the whole word; a longer one may be its beginning."""

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?|\d[\w.,'’-]*")


def words_in(text: str) -> list[str]:
    """The words (and numbers) of a text, in order, in small letters."""
    return _WORD.findall(text.casefold())


def _pattern() -> re.Pattern[str]:
    groups = []
    for number, stems in enumerate(FAMILIES.values()):
        ends = [re.escape(stem) + ("" if len(stem) <= 4 else r"\w*") for stem in stems]
        groups.append(f"(?P<f{number}>{'|'.join(ends)})")
    return re.compile(rf"\b(?:{'|'.join(groups)})\b")


_FAMILY: Final = _pattern()
_NAMES: Final = tuple(FAMILIES)


def families_in(text: str) -> dict[str, list[str]]:
    """The families that a text speaks of, each with the words that were found, in the order of the text."""
    found: dict[str, list[str]] = {}
    for match in _FAMILY.finditer(text.casefold()):
        name = _NAMES[int((match.lastgroup or "f0")[1:])]
        if match.group() not in found.setdefault(name, []):
            found[name].append(match.group())
    return found
