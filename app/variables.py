"""The environment variables, one table: name, meaning, default, form. `app/settings.py` reads them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

Found = Mapping[str, object]


class Fault(Exception):
    """What is wrong with a value; continues the sentence that the variable's name begins."""


def _no_default(_: Found) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Variable:
    """`default` sees the variables above it; None means that there is none. `secret` is never printed."""

    name: str
    meaning: str
    parse: Callable[[str], object] = str
    default: Callable[[Found], str | None] = _no_default
    secret: bool = False


def _always(text: str) -> Callable[[Found], str | None]:
    return lambda _: text


def _same_as(name: str) -> Callable[[Found], str | None]:
    return lambda found: None if found.get(name) is None else str(found[name])


def _yes_or_no(text: str) -> bool:
    answers = {
        "true": True,
        "1": True,
        "yes": True,
        "on": True,
        "false": False,
        "0": False,
        "no": False,
        "off": False,
    }
    if text.lower() not in answers:
        raise Fault(f"is {text!r}; it must be true or false")
    return answers[text.lower()]


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise Fault(f"is {text!r}; it must be a port from 1 to 65535")
    return int(text)


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise Fault(f"is {text!r}; it must be one of {', '.join(allowed)}")
        return text

    return parse


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes or not parts.hostname:
            # The value may hold a password: it is not repeated here.
            raise Fault(f"must look like {schemes[0]}://host:port")
        return text.rstrip("/")

    return parse


def _endpoint(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.\-\[\]:]+", text):
        raise Fault(f"is {text!r}; it must look like host:port, with S3_SECURE=true for TLS")
    return text


def _bucket(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.\-]{1,61}[a-z0-9]", text):
        raise Fault(f"is {text!r}; a bucket's name has 3 to 63 small letters, digits, dots and hyphens")
    return text


def _minutes(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= 720:
        raise Fault(f"is {text!r}; it must be a number of minutes from 1 to 720")
    return int(text)


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError:
        raise Fault(f"is {text!r}; it must list addresses or networks such as 10.0.0.0/8") from None


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _public_s3(found: Found) -> str | None:
    endpoint = found.get("S3_ENDPOINT")
    scheme = "https" if found.get("S3_SECURE") else "http"
    return None if endpoint is None else f"{scheme}://{endpoint}"


def _public_url(found: Found) -> str:
    return f"http://localhost:{found.get('PORT')}"


def _https(found: Found) -> str:
    return "true" if str(found.get("PUBLIC_URL")).startswith("https://") else "false"


def _or_nothing(parse: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: parse(text) if text else ""


_DATABASE_URL = _url("postgresql", "postgres")

VARIABLES: tuple[Variable, ...] = (
    Variable(
        name="DATA_DIR",
        meaning="folder of the embedded servers, the logs and the platform's keys",
        parse=_folder,
    ),
    Variable(
        name="DATABASE_URL",
        meaning="PostgreSQL as the application's limited role, postgresql://user:password@host:port/name",
        parse=_DATABASE_URL,
        secret=True,
    ),
    Variable(
        name="OWNER_DATABASE_URL",
        meaning="the same database as its owner, who runs the migrations",
        parse=_DATABASE_URL,
        default=_same_as("DATABASE_URL"),
        secret=True,
    ),
    Variable(
        name="REDIS_URL",
        meaning="Redis or Valkey for sessions, rate limits and the job queue, redis://:password@host:port/0",
        parse=_url("redis", "rediss"),
        secret=True,
    ),
    Variable(
        name="S3_ENDPOINT", meaning="the object store as this machine reaches it, host:port", parse=_endpoint
    ),
    Variable(name="S3_ACCESS_KEY", meaning="access key of the object store", secret=True),
    Variable(name="S3_SECRET_KEY", meaning="secret key of the object store", secret=True),
    Variable(
        name="S3_BUCKET", meaning="bucket of the object store", parse=_bucket, default=_always("tianping")
    ),
    Variable(name="S3_REGION", meaning="region of the bucket", default=_always("us-east-1")),
    Variable(
        name="S3_SECURE",
        meaning="whether the object store speaks TLS",
        parse=_yes_or_no,
        default=_always("false"),
    ),
    Variable(
        name="S3_PUBLIC_ENDPOINT",
        meaning="the object store as bidders' browsers reach it, a URL",
        parse=_url("http", "https"),
        default=_public_s3,
    ),
    Variable(name="HOST", meaning="address the application listens on", default=_always("127.0.0.1")),
    Variable(name="PORT", meaning="port the application listens on", parse=_port, default=_always("8000")),
    Variable(
        name="PUBLIC_URL",
        meaning="address of the site as people type it; https:// everywhere but on this machine",
        parse=_url("http", "https"),
        default=_public_url,
    ),
    Variable(
        name="TRAINING",
        meaning="whether this is a training instance, whose clock can be moved; fixed at the first start",
        parse=_yes_or_no,
        default=_always("false"),
    ),
    Variable(
        name="PLATFORM_KEYS_FILE",
        meaning="the platform's signing and wrapping keys, readable by its user alone",
        parse=_folder,
        default=lambda found: (
            None if found.get("DATA_DIR") is None else f"{found['DATA_DIR']}/platform-keys.json"
        ),
    ),
    Variable(
        name="SECURE_COOKIES",
        meaning="whether cookies are sent over TLS only",
        parse=_yes_or_no,
        default=_https,
    ),
    Variable(
        name="SESSION_IDLE_MINUTES",
        meaning="after how many minutes without doing anything a person is signed out",
        parse=_minutes,
        default=_always("60"),
    ),
    Variable(
        name="TRUSTED_PROXIES",
        meaning="addresses or networks of the proxies whose X-Forwarded-For is believed, with commas between",
        parse=_networks,
        default=_always(""),
    ),
    Variable(
        name="SMTP_URL",
        meaning="mail server, smtps://user:password@host:465, or smtp:// with STARTTLS; unused in training",
        parse=_or_nothing(_url("smtps", "smtp")),
        default=_always(""),
        secret=True,
    ),
    Variable(name="MAIL_FROM", meaning="sender of the platform's mail", default=_always("")),
    Variable(
        name="SMS_GATEWAY_URL",
        meaning="gateway that takes text messages by POST; unused in training",
        parse=_or_nothing(_url("https", "http")),
        default=_always(""),
    ),
    Variable(
        name="SMS_GATEWAY_TOKEN",
        meaning="bearer token of the gateway",
        default=_always(""),
        secret=True,
    ),
    Variable(
        name="LOG_FORMAT",
        meaning="json for machines, console for people",
        parse=_one_of("json", "console"),
        default=_always("json"),
    ),
    Variable(
        name="LOG_LEVEL",
        meaning="the least serious messages that are kept",
        parse=_one_of("debug", "info", "warning", "error"),
        default=_always("info"),
    ),
)


WARNINGS: tuple[tuple[str, Callable[[Found], bool]], ...] = (
    (
        "DATABASE_URL and OWNER_DATABASE_URL are one role: a flaw in the application could alter the audit log.",
        lambda found: (
            found["DATABASE_URL"] is not None and found["DATABASE_URL"] == found["OWNER_DATABASE_URL"]
        ),
    ),
    (
        "PUBLIC_URL is not https: browsers refuse the sealing of bids anywhere but on this machine.",
        lambda found: (
            not re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|$)", str(found["PUBLIC_URL"]))
        ),
    ),
    (
        "Neither SMTP_URL with MAIL_FROM nor SMS_GATEWAY_URL is set: nobody can register by themselves.",
        lambda found: (
            not (found["TRAINING"] or found["SMS_GATEWAY_URL"] or (found["SMTP_URL"] and found["MAIL_FROM"]))
        ),
    ),
    (
        "PUBLIC_URL is https but SECURE_COOKIES is false.",
        lambda found: str(found["PUBLIC_URL"]).startswith("https://") and found["SECURE_COOKIES"] is False,
    ),
)
