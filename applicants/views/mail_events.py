"""Where a mail service tells what became of letters: anymail's own webhook views, behind a secret."""

from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

SERVICES: Final[dict[str, str]] = {
    "amazon_ses": "amazon_ses.AmazonSESTrackingWebhookView",
    "brevo": "brevo.BrevoTrackingWebhookView",
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mailjet": "mailjet.MailjetTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postal": "postal.PostalTrackingWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
    "resend": "resend.ResendTrackingWebhookView",
    "sendgrid": "sendgrid.SendGridTrackingWebhookView",
    "sparkpost": "sparkpost.SparkPostTrackingWebhookView",
}
"""The services whose events are taken, with anymail's view for them."""


@csrf_exempt
def mail_events(request: HttpRequest, service: str) -> HttpResponseBase:
    """Take the events of the service that sends our mail. There is no such page for another one, or without a secret."""
    if service != settings.MAIL_SERVICE or service not in SERVICES or not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        raise Http404
    module, name = SERVICES[service].split(".")
    view: Any = getattr(import_module(f"anymail.webhooks.{module}"), name)
    return view.as_view()(request)
