"""Who takes which seat of the last mile, and why. Plain Python: knows no database.

First the hard rules, each unmet one a sentence (`rules.unmet`). Then whole points with their reasons (`rules.fit`), and the seats
given so that as many as possible get one and the points are the most there can be (`assigning.assign`). Nothing about a person's
background, name, school or demographics is an input. It proposes; people decide.
"""

from bootcamp.matching.assigning import Assigned, Assignment, assign
from bootcamp.matching.rules import Fit, Learner, ModuleNeed, Place, fit, unmet

__all__ = ["Assigned", "Assignment", "Fit", "Learner", "ModuleNeed", "Place", "assign", "fit", "unmet"]
