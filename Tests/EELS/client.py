"""Starts an engine and talks to it as a consensus node does."""

import base64
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import auth

SECRET = bytes(range(32))


class Running:
    """An engine process and one kept-alive connection to it."""

    def __init__(self, folder, genesis, extra_data="0x"):
        self.command = [
            sys.executable, str(folder / "engine.py"), "--genesis", str(genesis),
            "--port", "0", "--extra-data", extra_data, "--exit-with-parent"]
        self.id = 0

    def __enter__(self):
        with tempfile.TemporaryDirectory() as folder:
            secret = pathlib.Path(folder) / "jwt"
            secret.write_text(SECRET.hex())
            os.chmod(secret, 0o600)
            self.process = subprocess.Popen(
                self.command + ["--jwt-secret", str(secret)], stdout=subprocess.PIPE, text=True)
            line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise RuntimeError("the engine did not start")
        self.host, _, port = line.split()[-1].partition(":")
        self.connection = http.client.HTTPConnection(self.host, int(port), timeout=60)
        return self

    def __exit__(self, *_):
        self.connection.close()
        # An engine has nothing to lose, and a signal that it handles may come just before it waits.
        self.process.kill()
        self.process.wait()

    def raw(self, body, headers, verb="POST", path="/"):
        """Sends a body as it is; a token is added unless the headers say otherwise."""
        headers = dict(headers)
        if "Authorization" not in headers:
            headers["Authorization"] = self.authorization("")
        if headers["Authorization"] is None:
            del headers["Authorization"]
        self.connection.request(verb, path, body=body, headers=headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def call(self, method, params):
        self.id += 1
        request = {"jsonrpc": "2.0", "id": self.id, "method": method, "params": params}
        status, body = self.raw(
            json.dumps(request).encode(), {"Content-Type": "application/json"})
        if status != 200:
            raise RuntimeError(f"{method}: HTTP {status} {body!r}")
        return json.loads(body)

    def authorization(self, case):
        """The Authorization header of a recorded case, by its label; a good one by default."""
        now = int(time.time())
        claims = {
            "old iat (-61 s... -120 s)": {"iat": now - 90}, "iat -55 s": {"iat": now - 55},
            "iat -65 s": {"iat": now - 65}, "future iat +120 s": {"iat": now + 120},
            "future iat +55 s": {"iat": now + 55}, "no iat": {},
            "expired exp": {"iat": now, "exp": now - 10}, "iat float": {"iat": now + 0.25},
            "extra claims id/clv": {"iat": now, "id": "a", "clv": "b"},
            "iat as string": {"iat": str(now)},
            "same token again on the same connection once it is > 60 s old": {"iat": now - 61.5},
        }.get(case, {"iat": now})
        good = auth.token(bytes(32) if case == "wrong secret" else SECRET, claims)
        if case == "no JWT":
            return None
        if case == "alg none":
            head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
            return f"Bearer {head}.{good.split('.')[1]}."
        if case == "garbage token":
            return "Bearer garbage"
        return ("bearer " if "lower-case \"bearer\"" in case else "Bearer ") + good
