"""HS256 tokens as the Engine API asks for them."""

import base64
import hashlib
import hmac
import json
import time

# 32 printable characters, since HAProxy takes the secret as text.
SECRET = b"lighthouse-compat-benchmark-2026"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def mint(now=None):
    """A token issued now: good for 60 s, and a run lasts less than 30."""
    claims = {"iat": int(time.time() if now is None else now)}
    message = encode(b'{"alg":"HS256","typ":"JWT"}') + b"." + encode(json.dumps(claims).encode())
    signature = hmac.new(SECRET, message, hashlib.sha256).digest()
    return (message + b"." + encode(signature)).decode()
