"""What lets somebody without an account go on with a draft: the key of their browser, a mailed link, a code that they proved."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from careerpath.pipeline import clock


class DraftKey(models.Model):
    """One way to a draft: a browser's cookie or a mailed link. Only the digest of the secret is kept.

    Gone when the application has an account: then signing in is the way.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="keys")
    digest = models.BinaryField(_("SHA-256 of the secret"), max_length=32, unique=True)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField(_("good until"))


class EmailProof(models.Model):
    """A code that was asked for to prove an address. It follows from the nonce and the server's key, and is kept nowhere."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="proofs")
    email = models.EmailField(_("e-mail address"))
    nonce = models.BinaryField(max_length=16)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(_("wrong codes so far"), default=0)
    proved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # The address that the form shows is the newest asked for; once proved, no code of the draft is good any more.
            models.UniqueConstraint("application", name="email_proved_once", condition=Q(proved_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["email", "asked_at"], name="email_proof_asked")]
