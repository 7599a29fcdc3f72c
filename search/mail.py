"""Tell people by e-mail what an alert found."""

import html
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from search.attempt import Delivered, Ended, Never, TryLater
from search.notices import Notice
from search.saved import Saved
from search.settings import SearchSettings

LONGEST = 20.0
"""Seconds to wait for each answer of the mail server."""

FOR_GOOD = 500
"""SMTP's replies from here on say that the same message will be refused again (RFC 5321, 4.2.1)."""


def message(
    alert: Saved, notices: Sequence[Notice], *, key: str, now: datetime, settings: SearchSettings
) -> EmailMessage:
    """The message; ``key`` makes its id, so that a mail program shows a second copy of it once."""
    made = EmailMessage()
    told = notices[0].title if len(notices) == 1 else f"{len(notices)} stories"
    made["Subject"] = _line(f"{alert.name}: {told}")
    made["From"] = settings.mail_from
    made["To"] = ", ".join(alert.mail)
    made["Date"] = format_datetime(now)
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "newsloom.invalid"
    made["Message-ID"] = f"<{key}@{domain}>"
    made["List-Id"] = f"<{alert.id}.alerts.{domain}>"
    # Keeps out-of-office replies away (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    foot = f"{settings.web_url.rstrip('/')}/alerts/{alert.id}.atom"
    made.set_content("\n\n".join([*(_text(notice) for notice in notices), f"-- \n{alert.name}\n{foot}"]) + "\n")
    made.add_alternative(_page(alert, notices, foot), subtype="html")
    return made


def send(made: EmailMessage, recipients: Sequence[str], settings: SearchSettings) -> Ended:
    """Hand the message to the mail server once."""
    if not settings.smtp_host:
        return TryLater(reason="no mail server is set - set NEWSLOOM_SMTP_HOST")
    try:
        with _connection(settings) as server:
            if settings.smtp_user:
                password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
                server.login(settings.smtp_user, password)
            server.send_message(made, to_addrs=list(recipients))
    except smtplib.SMTPRecipientsRefused as error:
        return _refused([(code, reply) for code, reply in error.recipients.values()])
    except smtplib.SMTPAuthenticationError as error:
        return TryLater(reason=f"the mail server refused user and password: {_said(error.smtp_error)}")
    except smtplib.SMTPResponseException as error:
        return _refused([(error.smtp_code, error.smtp_error)])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return TryLater(reason=f"{settings.smtp_host}:{settings.smtp_port}: {type(error).__name__}: {error}")
    return Delivered()


def _connection(settings: SearchSettings) -> smtplib.SMTP:
    trusted = ssl.create_default_context(cafile=str(settings.smtp_ca) if settings.smtp_ca else None)
    host, port = settings.smtp_host, settings.smtp_port
    if settings.smtp_security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=LONGEST, context=trusted)
    server = smtplib.SMTP(host, port, timeout=LONGEST)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=trusted)
        except BaseException:
            server.close()
            raise
    return server


def _refused(replies: Sequence[tuple[int, bytes | str]]) -> Ended:
    told = "the mail server answered " + "; ".join(f"{code} {_said(reply)}" for code, reply in replies)
    return Never(reason=told) if all(code >= FOR_GOOD for code, _ in replies) else TryLater(reason=told)


def _said(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply


def _line(text: str) -> str:
    """The text as one line of a header."""
    return " ".join(text.split())


def _text(notice: Notice) -> str:
    lines = [_line(notice.title), _origin(notice), *notice.passages, notice.url]
    return "\n".join(line for line in lines if line)


def _origin(notice: Notice) -> str:
    day = f" · {notice.published:%Y-%m-%d %H:%M} UTC" if notice.published else ""
    return f"{notice.source}{day}"


def _page(alert: Saved, notices: Sequence[Notice], foot: str) -> str:
    stories = "".join(_story(notice) for notice in notices)
    name = html.escape(alert.name)
    return (
        '<!doctype html><html><body style="font-family:sans-serif;max-width:40em">'
        f'{stories}<hr><p style="color:#666">{name} · <a href="{html.escape(foot)}">Atom</a></p></body></html>'
    )


def _story(notice: Notice) -> str:
    title = html.escape(notice.title)
    # An address from a stranger's page becomes a link only when it is one of the web.
    linked = (
        f'<a href="{html.escape(notice.url)}">{title}</a>' if notice.url.startswith(("https://", "http://")) else title
    )
    passages = "".join(f"<p>{html.escape(passage)}</p>" for passage in notice.passages)
    origin = f'<p style="color:#666;margin-top:0">{html.escape(_origin(notice))}</p>'
    return f'<h3 style="margin-bottom:0">{linked}</h3>{origin}{passages}'
