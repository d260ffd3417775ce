"""Forms of the roof; imported from here everywhere else."""

from reports.forms.break_glass import BreakGlassForm
from reports.forms.cuts import CutsForm, RuleForm, SignForm
from reports.forms.programme import ProgrammeSettingsForm
from reports.forms.self_identification import SelfIdentificationForm
from reports.forms.snapshots import CompareForm, FreezeForm, SignSnapshotForm, WithdrawForm

__all__ = [
    "BreakGlassForm",
    "CompareForm",
    "CutsForm",
    "FreezeForm",
    "ProgrammeSettingsForm",
    "RuleForm",
    "SelfIdentificationForm",
    "SignForm",
    "SignSnapshotForm",
    "WithdrawForm",
]
