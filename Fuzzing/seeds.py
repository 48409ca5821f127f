"""Makes each target's first inputs out of the tests' fixtures.

usage: seeds.py FIXTURES FOLDER; inputs go to FOLDER/seeds/TARGET, the test vectors' roots to
FOLDER/vectors, and what the inputs name to FOLDER/secret and FOLDER/token.
"""

import gzip
import hashlib
import json
import os
import sys

MOST = 40
FORKS = ["capella", "deneb"]
TYPES = ["SignedBeaconBlock", "BeaconBlock", "ExecutionPayload"]
# Nine short lines that stand for billions of values: as lists, as sections, as a key, and behind
# what looks like a quote.
LISTS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi"))
SECTIONS = "a: &a {k: x, l: x}\n" + "".join(
    f"{new}: &{new} {{{', '.join(f'{key}: *{old}' for key in 'klmnopqrs')}}}\n"
    for old, new in zip("abcdefgh", "bcdefghi"))
KEY = LISTS + "? *i\n: x\n"
BOMBS = [each.encode() for each in
         [LISTS, SECTIONS, KEY, KEY.replace("[", "[y', ").replace("*i", "[y', *i]")]]


def main(fixtures, folder):
    for name, data in private_files().items():
        with open(os.path.join(folder, name), "w", encoding="ascii",
                  opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(data)
    vectors = ssz_vectors(fixtures)
    with open(os.path.join(folder, "vectors"), "w", encoding="ascii") as file:
        file.writelines(f"0x{data.hex()} {root}\n" for data, root in vectors)
    seeds = messages(fixtures) | files(folder) | {"ssz": [data for data, _ in vectors]}
    for name, inputs in seeds.items():
        place = os.path.join(folder, "seeds", name)
        os.makedirs(place, exist_ok=True)
        for data in inputs[:MOST]:
            with open(os.path.join(place, hashlib.sha1(data).hexdigest()), "wb") as file:
                file.write(data)


def private_files():
    return {"secret": "07" * 32 + "\n", "token": "0123456789abcdef" * 4 + "\n"}


def lines(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def ssz_vectors(fixtures):
    """The smallest vectors as the target takes them: a byte for type and fork before each."""
    found = [(bytes([TYPES.index(each["type"]) + len(TYPES) * FORKS.index(each["fork"])])
              + bytes.fromhex(each["ssz"][2:]), each["root"])
             for each in lines(f"{fixtures}/ssz/vectors.jsonl.gz")]
    return sorted(found, key=lambda pair: len(pair[0]))[:MOST]


def messages(fixtures):
    recorded = []
    for name in ["shanghai", "cancun-transition", "errors"]:
        recorded += lines(f"{fixtures}/recordings/geth-1.14.10-{name}.jsonl.gz")
    dense = [json.dumps(each, separators=(",", ":")).encode() for each in recorded]
    dense = sorted((each for each in dense if len(each) < 4096), key=len)
    halves = [json.dumps(each[half]).encode() for each in recorded
              for half in ["request", "response"] if half in each]
    halves = sorted({each for each in halves if len(each) < 4096}, key=len)
    few = halves[:: max(1, len(halves) // 24)]
    return {
        "json": few + [b'{"a":[1,-2.5e3,"\\u00e9\\n\\ud83d\\ude00",true,null]}'],
        "envelope": few + [b'[{"id":1},2]', b'{"id":"\\"","method":"a","params":[{"a":"\\\\"}]}'],
        "payload": payloads(fixtures, recorded),
        "http": requests(sorted({json.dumps(each["request"]) for each in recorded
                                 if isinstance(each.get("request"), dict)}, key=len)),
        "answers": answers(),
        "jwt": tokens(),
        "hex": [b"0x", b"0x0", b"0x00ff", b"0x" + b"aB" * 32, b"0x1a2b3c", b"\x08" + b"0f" * 40],
        "rlp": [b"\x80", b"\xc0", b"\xc8\x83cat\x83dog", b"\xb8\x38" + b"a" * 56,
                b"\xf8\x3a\xb8\x38" + b"a" * 56, b"\xc2\xc1\x80"],
        "recording": dense[:8] + [b"\n".join(dense[:3]), b"\n \r\n".join(dense[3:6]) + b"\n"],
    }


def payloads(fixtures, recorded):
    """Real payloads with what they have much of cut short, every other object, and recipes."""
    real = [(each.get("params") or [each.get("payload")])[0]
            for each in lines(f"{fixtures}/payloads/real-payloads.jsonl.gz")]
    for each in real:
        each["transactions"] = sorted(each["transactions"], key=len)[:2]
        each["withdrawals"] = each.get("withdrawals", [])[:2]
    answers = [each.get("response") for each in recorded]
    results = [each.get("result") for each in answers if isinstance(each, dict)]
    objects = real + [each for each in results if isinstance(each, dict)]
    texts = sorted({json.dumps(each).encode() for each in objects}, key=len)
    return ([text for text in texts if len(text) < 4096][:: 8]
            + [bytes([kind]) + bytes(range(1, 64)) for kind in range(0, 24, 4)])


def requests(bodies):
    head = ("POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: @\r\n"
            "Content-Type: application/json\r\n")
    bodies = bodies[:: len(bodies) // 6]
    posts = [f"{head}Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies]
    batch = "[" + ",".join(bodies[:3]) + "]"
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in [bodies[0][:9], bodies[0][9:]])
    made = posts + [
        posts[0] + posts[1], f"{head}Content-Length: {len(batch)}\r\n\r\n{batch}",
        f"{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n",
        f"{head}Expect: 100-continue\r\nContent-Length: {len(bodies[0])}\r\n\r\n{bodies[0]}",
        "GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: @\r\n\r\n",
        posts[0].replace("Authorization: @\r\n", ""), posts[0].replace("HTTP/1.1", "HTTP/1.0"),
    ]
    whole = [each.encode("latin-1") for each in made]
    return whole + [b"\x90" + each for each in whole]


def answers():
    bodies = [b"", b'{"jsonrpc":"2.0","id":1,"result":"0x1"}']
    heads = [b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n", b"HTTP/1.0 500\r\n",
             b"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n"]
    counted = [head + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
               for head in heads for body in bodies]
    chunked = [b"%sTransfer-Encoding: chunked\r\n\r\n5;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\nSum: 1\r\n\r\n"
               % (heads[0], bodies[1][:5], len(bodies[1]) - 5, bodies[1][5:])]
    whole = counted + chunked + [heads[1] + b"\r\n" + bodies[1], b"HTTP/1.1 204 None\r\n\r\n",
                                 b"HTTP/1.1 100 Continue\r\n\r\n" + counted[1]]
    whole += [chunked[0] + counted[1], counted[0] + counted[2]]
    return whole + [b"\x90" + each for each in whole]


def tokens():
    return [b"Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9.AAAA",
            b"07" * 32, b"0x" + b"07" * 32 + b"\n", b"\x01\x90\x20", b'\x00{"iat":1700000000}',
            b'\x00{"iat":"1700000060.5","exp":1700000001,"id":"a","clv":"b"}']


def files(folder):
    secret, token = f"{folder}/secret", f"{folder}/token"
    configuration = (
        f"listen: {{port: 0, jwtSecret: {secret}, allowedHosts: [a, b]}}\nmode: canary(500)\n"
        f"admin: {{port: 0, token: {token}}}\nlog: {{level: debug, format: json}}\n"
        f"sticky: {{unit: node, node: a-name}}\nstate: {{folder: /nowhere/at/all}}\n"
        f"v4: {{url: 'http://127.0.0.1:1', jwtSecret: {secret}}}\n"
        f"v5:\n  url: http://[::1]:2\n  jwtSecret: {secret}\n  timeoutMultiplier: 1.5\n")
    plan = ("name: a\nstages:\n  - {kind: parallel, name: p, minimumTime: 1h}\n"
            "  - {kind: canary, name: c, share: 5%, minimumTime: 1h30m, approvers: [anna, berta]}\n"
            "  - {kind: gradual, share: 100%, step: 50bp}\n  - {kind: complete}\n"
            "hooks:\n  - {name: h, when: afterAdvance, command: [/bin/true, word]}\n"
            "notifications:\n  - {channel: webhook, url: http://a/b}\n"
            "freeze: {calendar: [{from: Fri 18:00, to: Mon 06:00, reason: sleep}]}\n")
    return {
        "configuration": BOMBS + [configuration.encode(), b"[" * 900, b"listen: *a\n"],
        "plan": BOMBS + [plan.encode(), b"[" * 900, b"name: a\n"],
    }


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
