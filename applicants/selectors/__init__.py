"""Reading applications. The other stages of the pipeline read through what is named here."""

from applicants.selectors.deciding import admitted, seats_of

__all__ = ["admitted", "seats_of"]
