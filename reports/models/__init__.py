"""Tables of the roof: each module holds one subject; imported from here everywhere else."""

from reports.models.break_glass import BreakGlass, BreakGlassSeen
from reports.models.counting import ChangedPlace, CountedAnswers, GroupCount, Place, StageCount, StayCount
from reports.models.partners import PartnerFigures
from reports.models.programme import ProgrammeSettings, ProgrammeSettingsChange
from reports.models.self_identification import DemographicsRead, SelfIdentification, SelfIdentificationKey
from reports.models.snapshots import Publication, Snapshot

__all__ = [
    "BreakGlass",
    "BreakGlassSeen",
    "ChangedPlace",
    "CountedAnswers",
    "DemographicsRead",
    "GroupCount",
    "PartnerFigures",
    "Place",
    "ProgrammeSettings",
    "ProgrammeSettingsChange",
    "Publication",
    "SelfIdentification",
    "SelfIdentificationKey",
    "Snapshot",
    "StageCount",
    "StayCount",
]
