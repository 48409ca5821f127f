"""The JWT check of geth's authenticated port: HS256, iat within 60 seconds, geth's texts."""

import base64
import hashlib
import hmac
import json
import re
import time

WINDOW = 60


class Unauthorized(Exception):
    """Why a request is answered 401."""


def read_secret(path):
    with open(path, encoding="ascii") as file:
        text = file.read().strip()
    if not re.fullmatch(r"(0x)?[0-9a-fA-F]{64}", text):
        raise ValueError(f"{path}: not 64 hex digits")
    return bytes.fromhex(text.removeprefix("0x"))


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def token(secret, claims):
    """A token, as a consensus node would mint it."""
    head = encoded(b'{"alg":"HS256","typ":"JWT"}')
    signed = f"{head}.{encoded(json.dumps(claims).encode())}"
    return f"{signed}.{encoded(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def seconds(claims, name):
    value = claims.get(name)
    return None if value is None else float(value)


def check(secret, header):
    """Raises Unauthorized unless the Authorization header carries a good token."""
    scheme, given = (header or "")[:7], (header or "")[7:]
    if scheme != "Bearer " or not given:
        raise Unauthorized("missing token")
    parts = given.split(".")
    if len(parts) != 3:
        raise Unauthorized("token contains an invalid number of segments")
    try:
        head, claims = json.loads(decoded(parts[0])), json.loads(decoded(parts[1]))
        algorithm, signature = head.get("alg"), decoded(parts[2])
        issued, expires = seconds(claims, "iat"), seconds(claims, "exp")
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise Unauthorized("token is malformed") from error
    if algorithm != "HS256":
        raise Unauthorized(f"signing method {algorithm} is invalid")
    signed = given.rpartition(".")[0].encode()
    if not hmac.compare_digest(hmac.digest(secret, signed, hashlib.sha256), signature):
        raise Unauthorized("signature is invalid")
    now = time.time()
    if expires is not None and now >= expires:
        raise Unauthorized("token is expired")
    if issued is None:
        raise Unauthorized("missing issued-at")
    if now - issued > WINDOW:
        raise Unauthorized("stale token")
    if issued - now > WINDOW:
        raise Unauthorized("future token")
