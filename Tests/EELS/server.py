"""The HTTP/1.1 face of the engine, as strict as geth's authenticated port, and its faults."""

import http.server
import ipaddress
import json
import threading
import time

import auth
import codec
import faults
import outline
import rpc

BODY_LIMIT = 128 << 20
CONTENT_TYPES = ("application/json", "application/json-rpc", "application/jsonrequest")


class Sabotage(Exception):
    """A fault that spoils the whole HTTP answer."""

    def __init__(self, mode):
        super().__init__(mode)
        self.mode = mode


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, port, engine, secret):
        self.engine, self.secret = engine, secret
        self.faults, self.log = faults.Faults(), faults.Log()
        self.arrival = threading.Lock()
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request, client_address):
        """A caller that goes away is no event for an engine."""

    def answer(self, request):
        """The answer to one request as text, with the fault that hits it."""
        with self.arrival:
            entry = self.log.note(request)
            fault = self.faults.take(entry["method"] or "")
        mode = fault["mode"] if fault else "none"
        if not isinstance(request, dict) or isinstance(request.get("id"), (dict, list)):
            mode = "none"  # such a request has no id to answer under
        if mode in ("garbage", "hang", "truncate", "status500", "close"):
            self.log.end(entry, mode, {"failure": mode}, answered=mode != "hang")
            raise Sabotage(mode)
        if mode == "delay":
            time.sleep(fault["seconds"])
        if mode == "invalid" and entry["method"].startswith("engine_newPayload"):
            text = self.refusal(request)
        else:
            text = self.engine.answer(request)
        if text is None:
            self.log.end(entry, None, {"failure": "notification"})
            return None
        value = json.loads(text)
        answer = outline.answer(entry["method"], value)
        if mode == "wrongId":
            text, answer = self.misdirected(request, text), {"failure": mode}
        self.log.end(entry, faults.outcome(value), answer)
        return text

    def refusal(self, request):
        params = request.get("params")
        payload = params[0] if isinstance(params, list) and params else None
        parent = payload.get("parentHash") if isinstance(payload, dict) else None
        status = {
            "status": "INVALID", "latestValidHash": parent, "validationError": "fault: invalid"}
        return rpc.success(request.get("id"), status)

    def misdirected(self, request, text):
        own = '{"jsonrpc":"2.0","id":%s,' % rpc.id_text(request.get("id"))
        other = "987654321" if own[22:-1] != "987654321" else "987654322"
        return '{"jsonrpc":"2.0","id":%s,' % other + text[len(own):]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def version_string(self):
        return "EELS"

    def log_message(self, *arguments):
        pass

    def send(self, code, body=b"", kind="text/plain; charset=utf-8", length=None):
        self.send_response(code)
        if body:
            self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code, text):
        self.send(code, text.encode() + b"\n")

    # Bodies

    def body(self):
        """The request's body, chunked or not, or None after an error was answered."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self.chunks()
        length = self.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdigit()):
            return self.unreadable(400, "bad content length")
        if int(length) > BODY_LIMIT:
            return self.unreadable(413, f"content length too large ({length}>{BODY_LIMIT})")
        return self.rfile.read(int(length))

    def chunks(self):
        whole = bytearray()
        while True:
            try:
                size = int(self.rfile.readline(1024).split(b";")[0].strip(), 16)
            except ValueError:
                return self.unreadable(400, "malformed chunked encoding")
            if size < 0 or len(whole) + size > BODY_LIMIT:
                return self.unreadable(413, "body too large")
            if size == 0:
                while self.rfile.readline(1024).strip():
                    pass
                return bytes(whole)
            whole += self.rfile.read(size)
            self.rfile.readline(8)

    def unreadable(self, code, text):
        self.close_connection = True
        self.refuse(code, text)

    # Methods

    def do_GET(self):
        if self.path == "/_log":
            self.body()
            entries = json.dumps(list(self.server.log.entries)).encode()
            return self.send(200, entries, "application/json")
        body = self.guarded()
        if body is not None:
            self.send(200) if not body else self.serve(body)

    def do_POST(self):
        if self.path == "/_fault":
            return self.set_fault()
        body = self.guarded()
        if body is None:
            return
        kind = (self.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if kind not in CONTENT_TYPES:
            return self.refuse(
                415, "invalid content type, only application/json is supported")
        self.serve(body)

    def do_PUT(self):
        if self.guarded() is not None:
            self.refuse(405, "method not allowed")

    do_DELETE = do_PUT

    def guarded(self):
        """The body when path, token and host are right, else None after the refusal."""
        body = self.body()
        if body is None:
            return None
        if self.path != "/":
            self.send(404)
            return None
        try:
            auth.check(self.server.secret, self.headers.get("Authorization"))
        except auth.Unauthorized as reason:
            self.refuse(401, str(reason))
            return None
        if not self.host_allowed():
            self.refuse(403, "invalid host specified")
            return None
        return body

    def host_allowed(self):
        host = (self.headers.get("Host") or "").strip()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        if name in ("", "localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def set_fault(self):
        body = self.body()
        if body is None:
            return
        try:
            self.server.faults.set(json.loads(body))
        except ValueError as error:
            return self.refuse(400, str(error))
        self.send(200, b"{}", "application/json")

    # JSON-RPC

    def serve(self, body):
        try:
            text = self.answers(body)
        except Sabotage as fault:
            return self.spoil(fault.mode)
        if text is None:
            return self.send(200)
        self.send(200, text.encode(), "application/json")

    def answers(self, body):
        if not body.strip():
            return None
        try:
            parsed = rpc.parse(body)
        except codec.RPCError as error:
            return rpc.failure(None, error)
        if not isinstance(parsed, list):
            return self.server.answer(parsed)
        if not parsed:
            return rpc.failure(None, codec.RPCError(-32600, "empty batch"))
        if len(parsed) > rpc.BATCH_LIMIT:
            return rpc.failure(None, codec.RPCError(-32600, "batch too large"))
        answers = [self.server.answer(each) for each in parsed]
        answers = [each for each in answers if each is not None]
        return "[%s]" % ",".join(answers) if answers else None

    def spoil(self, mode):
        self.close_connection = mode != "garbage"
        if mode == "garbage":
            self.send(200, b"<html>not JSON</html>", "application/json")
        elif mode == "status500":
            self.refuse(500, "internal server error")
        elif mode == "truncate":
            body = b'{"jsonrpc":"2.0","id":1,"resu'
            self.send(200, body, "application/json", length=len(body) + 1000)
        elif mode == "close":
            pass
        elif mode == "hang":
            # Ends when the caller closes the connection; what it sends meanwhile is dropped.
            while self.connection.recv(1 << 16):
                pass
