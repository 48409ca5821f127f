"""The EELS engine of the tests, which says in each answer whose it is: NAME GENESIS SECRET."""

import json
import os
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "Tests", "EELS"))

import auth  # noqa: E402
import genesis  # noqa: E402
import rpc  # noqa: E402
import server  # noqa: E402

# Executing nested contract calls takes far more than a thread's usual stack.
threading.stack_size(64 << 20)
OPENING = '{"jsonrpc":"2.0",'


class SigningServer(server.Server):
    """Adds a member to the envelope, as engines may."""

    def answer(self, request):
        text = super().answer(request)
        if text is None or not text.startswith(OPENING):
            return text
        return f'{OPENING}"by":"{self.name}",{text[len(OPENING):]}'


def main():
    name, start, secret = sys.argv[1:]
    with open(start, encoding="utf-8") as file:
        engine = rpc.Engine(genesis.Genesis(json.load(file)), b"")
    listening = SigningServer(0, engine, auth.read_secret(secret))
    listening.name = name
    print(listening.server_address[1], flush=True)
    listening.serve_forever()


if __name__ == "__main__":
    main()
