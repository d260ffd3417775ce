"""Tables of the roof: each module holds one subject; imported from here everywhere else."""

from reports.models.self_identification import DemographicsRead, SelfIdentification, SelfIdentificationKey
from reports.models.snapshots import Publication, Snapshot

__all__ = [
    "DemographicsRead",
    "Publication",
    "SelfIdentification",
    "SelfIdentificationKey",
    "Snapshot",
]
