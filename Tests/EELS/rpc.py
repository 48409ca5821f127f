"""JSON-RPC 2.0 as geth speaks it: one lock, so calls are handled in the order they come."""

import json
import threading
import traceback

import build
import chain
import codec
import methods
import reads

BATCH_LIMIT = 2000


class Number:
    """A JSON number as it was written, so that an id comes back byte for byte."""

    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text


def refuse_constant(text):
    raise ValueError(f"{text} is not JSON")


DECODER = json.JSONDecoder(
    parse_float=Number, parse_int=Number, parse_constant=refuse_constant)


def parse(body):
    """The first JSON value of a body, as geth reads it; raises RPCError -32700."""
    try:
        return DECODER.raw_decode(body.decode("utf-8").lstrip(" \t\r\n"))[0]
    except (ValueError, RecursionError) as error:
        raise codec.RPCError(-32700, "parse error") from error


def id_text(id):
    return id.text if isinstance(id, Number) else json.dumps(id)


def success(id, result):
    return '{"jsonrpc":"2.0","id":%s,"result":%s}' % (
        id_text(id), json.dumps(result, separators=(",", ":")))


def failure(id, error):
    value = {"code": error.code, "message": error.message}
    if error.detail is not None:
        value["data"] = {"err": error.detail}
    return '{"jsonrpc":"2.0","id":%s,"error":%s}' % (
        id_text(id), json.dumps(value, separators=(",", ":")))


class Engine:
    """The chain of one genesis and the methods that drive it."""

    def __init__(self, genesis, extra_data=b""):
        self.chain = chain.Chain(genesis)
        self.builder = build.Builder(self.chain, extra_data)
        self.methods = methods.EngineMethods(self.chain, self.builder).table()
        self.methods |= reads.Reads(self.chain, self.builder).table()
        self.lock = threading.Lock()

    def call(self, method, params):
        """The result of a call; raises RPCError."""
        found = self.methods.get(method)
        if found is None:
            raise codec.RPCError(
                -32601, f"the method {method} does not exist/is not available")
        handler, required, most = found
        if params is None:
            params = []
        if not isinstance(params, list):
            raise codec.RPCError(-32602, "non-array args")
        if len(params) > most:
            raise codec.RPCError(-32602, f"too many arguments, want at most {most}")
        for index in range(required):
            if index >= len(params) or params[index] is None:
                raise codec.RPCError(-32602, f"missing value for required argument {index}")
        try:
            with self.lock:
                return handler(*params)
        except codec.RPCError:
            raise
        except Exception as error:
            traceback.print_exc()
            raise codec.RPCError(-32603, "internal error", repr(error)) from error

    def answer(self, request):
        """The answer to one request object as text, or None for a notification."""
        if not isinstance(request, dict):
            return failure(None, codec.RPCError(-32600, "invalid request"))
        id, method = request.get("id"), request.get("method")
        if isinstance(id, (dict, list)):
            return failure(None, codec.RPCError(-32600, "invalid request"))
        if request.get("jsonrpc") != "2.0" or not isinstance(method, str):
            return failure(id, codec.RPCError(-32600, "invalid request"))
        try:
            result = success(id, self.call(method, request.get("params")))
        except codec.RPCError as error:
            result = failure(id, error)
        return result if "id" in request else None
