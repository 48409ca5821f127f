"""An execution engine for tests: the Engine API in front of EELS, which nobody here wrote.

    engine.py --genesis FILE --port P --jwt-secret FILE [--extra-data 0x…] [--exit-with-parent]

prints `listening on 127.0.0.1:PORT` when it serves. `POST /_fault` and `GET /_log`, without a
token, switch faults on and show the calls that arrived (faults.py).
"""

import argparse
import json
import os
import signal
import sys
import threading
import time

# Executing nested contract calls takes far more than a thread's usual stack.
threading.stack_size(64 << 20)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--genesis", required=True, help="a geth genesis JSON file")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--jwt-secret", required=True, help="a file with 64 hex digits")
    parser.add_argument("--extra-data", default="0x", help="of the blocks it builds, in hex")
    parser.add_argument(
        "--exit-with-parent", action="store_true", help="ends when its parent process does")
    return parser.parse_args()


def watch_parent(parent):
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


def main():
    given = arguments()
    parent = os.getppid()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    try:
        import auth
        import genesis
        import rpc
        import server
    except ModuleNotFoundError as error:
        sys.exit(f"engine.py: {error}; source scripts/setup and run setup_eels")
    try:
        extra_data = bytes.fromhex(given.extra_data.removeprefix("0x"))
        if len(extra_data) > 32:
            raise ValueError("--extra-data: more than 32 bytes")
        secret = auth.read_secret(given.jwt_secret)
        with open(given.genesis, encoding="utf-8") as file:
            start = genesis.Genesis(json.load(file))
        listening = server.Server(given.port, rpc.Engine(start, extra_data), secret)
    except (OSError, ValueError, KeyError, AttributeError, TypeError, OverflowError) as error:
        sys.exit(f"engine.py: {type(error).__name__}: {error}")
    if given.exit_with_parent:
        threading.Thread(target=watch_parent, args=(parent,), daemon=True).start()
    print(f"listening on 127.0.0.1:{listening.server_address[1]}", flush=True)
    listening.serve_forever(poll_interval=3600)


if __name__ == "__main__":
    main()
