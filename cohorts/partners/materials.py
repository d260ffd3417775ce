"""Which files a university may download."""

from django.db.models import Q, QuerySet

from cohorts.models import PartnerMaterial, University


def materials_for(university: University) -> QuerySet[PartnerMaterial]:
    """Those that can be downloaded and are for everybody or for this one."""
    theirs = PartnerMaterial.universities.through.objects.filter(university=university).values("partnermaterial")
    narrowed = PartnerMaterial.universities.through.objects.values("partnermaterial")
    return PartnerMaterial.objects.filter(is_active=True).filter(Q(pk__in=theirs) | ~Q(pk__in=narrowed))
