"""The edges that the settings ask for: channels, a mailbox, another system. Their libraries are slow to
import, so each is imported only where it is used."""

from nudges.app.clock import Clock, wall_clock
from nudges.channels.base import Channel, Endpoint
from nudges.channels.mailbox import Mailbox
from nudges.channels.sandbox import SandboxChannel
from nudges.core.errors import NudgesError
from nudges.core.vocabulary import Medium
from nudges.settings import Settings


def channels(settings: Settings, clock: Clock = wall_clock) -> dict[Medium, Channel]:
    """The channels these settings ask for: the sandbox, unless NUDGES_SEND is live.

    Live, either medium may be left out, not both. Raises NudgesError naming a missing credential.
    """
    if not settings.live:
        sender = settings.mail_from or "nudges@example.org"
        return {medium: SandboxChannel(medium, sender=sender) for medium in Medium}
    edges = {**_sms(settings), **_mail(settings, clock)}
    if not edges:
        raise NudgesError(
            "There is no way to send.",
            "NUDGES_SEND is live, but neither SMS nor email is set up.",
            "Set TWILIO_… or SENDGRID_API_KEY or SMTP_URL in .env (see .env.example), or NUDGES_SEND=off.",
        )
    return edges


def _sms(settings: Settings) -> dict[Medium, Channel]:
    given = {
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "TWILIO_FROM": settings.twilio_from,
    }
    if not any(given.values()):
        return {}
    _all_given(given, "SMS by Twilio")
    from nudges.channels.twilio import TwilioChannel  # the providers' libraries are slow to import

    account, token, sender = given.values()
    pace = settings.sms_per_second
    return {Medium.SMS: TwilioChannel(account, token, sender, settings.twilio_api_url, per_second=pace)}


def _mail(settings: Settings, clock: Clock) -> dict[Medium, Channel]:
    key, url = settings.sendgrid_api_key.get_secret_value(), settings.smtp_url.get_secret_value()
    if not (key or url):
        return {}
    _all_given({"MAIL_FROM": settings.mail_from}, "Email")
    if key:
        from nudges.channels.sendgrid import SendGridChannel

        sender = SendGridChannel(key, settings.mail_from, settings.sendgrid_api_url, settings.programme)
        return {Medium.EMAIL: sender}
    from nudges.channels.smtp import SmtpChannel

    return {Medium.EMAIL: SmtpChannel(url, settings.mail_from, settings.programme, clock)}


def mailbox(settings: Settings) -> Mailbox | None:
    """Where replies by mail come in, if these settings name it and are live. Raises NudgesError."""
    url = settings.imap_url.get_secret_value()
    return Mailbox(url, authserv=settings.imap_authserv) if settings.live and url else None


def events(settings: Settings) -> Endpoint | None:
    """The other system that these settings want told of events."""
    if not settings.events_url:
        return None
    from nudges.channels.webhook import Webhook  # slow to import, as the providers' libraries are

    return Webhook(settings.events_url, settings.events_secret.get_secret_value())


def _all_given(given: dict[str, str], what: str) -> None:
    for name, value in given.items():
        if not value:
            raise NudgesError(
                f"{name} is not set.",
                f"NUDGES_SEND is live, so messages really leave, and {what} needs it.",
                f"Set {name} in .env, or NUDGES_SEND=off to keep messages in the sandbox.",
            )
