"""Forms of the roof; imported from here everywhere else."""

from reports.forms.break_glass import BreakGlassForm
from reports.forms.cuts import CutsForm, RuleForm, SignForm
from reports.forms.programme import ProgrammeSettingsForm
from reports.forms.self_identification import SelfIdentificationForm

__all__ = ["BreakGlassForm", "CutsForm", "ProgrammeSettingsForm", "RuleForm", "SelfIdentificationForm", "SignForm"]
