"""Tables of the roof: each module holds one subject; imported from here everywhere else."""

from reports.models.self_identification import DemographicsRead, SelfIdentification, SelfIdentificationKey

__all__ = ["DemographicsRead", "SelfIdentification", "SelfIdentificationKey"]
