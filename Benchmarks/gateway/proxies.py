"""The upstream and each proxy in front of it, by configuration."""

import contextlib
import http.client
import json
import os

import bodies
import tokens
from processes import Failure, Server, fill, free_ports, user_line

HERE = os.path.dirname(os.path.abspath(__file__))
CONFIGURATION = os.path.join(HERE, "configuration")
ECHO_MODULE = "ngx_http_echo_module.so"
MODULE_FOLDERS = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules"]


def modules():
    for folder in MODULE_FOLDERS:
        if os.path.exists(os.path.join(folder, ECHO_MODULE)):
            return folder
    raise Failure(f"{ECHO_MODULE} is missing: apt install libnginx-mod-http-echo")


class Field:
    """Where a run takes place: a directory, two cores, and what was started there."""

    def __init__(self, directory, cores, gateway=None):
        self.directory, self.gateway_binary = directory, gateway
        self.proxy_core, self.load_core = cores
        self.stack = contextlib.ExitStack()
        self.bodies = bodies.all_bodies()
        for name, body in self.bodies.items():
            with open(self.body_path(name), "wb") as file:
                file.write(body)
        self.secret = os.path.join(directory, "jwt.hex")
        with open(os.open(self.secret, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(tokens.SECRET.hex())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stack.close()

    def body_path(self, name):
        return os.path.join(self.directory, name.replace(" ", "") + ".json")

    def folder(self, name):
        path = os.path.join(self.directory, name.replace(" ", "-").replace(",", ""))
        os.mkdir(path)
        return path

    def start(self, name, command, core, port, folder):
        server = self.stack.enter_context(Server(name, command, core, port, folder))
        return server.wait_until_open()

    def nginx(self, name, template, core, values):
        folder, [port] = self.folder(name), free_ports(1)
        values = {"DIRECTORY": folder, "PORT": port, "USER": user_line(), **values}
        file = fill(f"{CONFIGURATION}/{template}", values, f"{folder}/nginx.conf")
        return self.start(name, ["nginx", "-p", folder, "-c", file], core, port, folder)

    def upstream(self, name, delay=0):
        """An engine's place; `delay` is in seconds, before each answer."""
        return self.nginx(name, "upstream.conf", self.load_core, {
            "DELAY": f"echo_sleep {delay};" if delay else "", "MODULES": modules(), "BLOCK_HASH": bodies.BLOCK_HASH, "HEAD": bodies.HEAD})

    def nginx_proxy(self, upstream):
        values = {"UPSTREAM_PORT": upstream.port}
        return self.nginx("nginx, tuned", "nginx.conf", self.proxy_core, values)

    def nginx_mirror(self, upstream, second, name="nginx, mirror"):
        values = {"UPSTREAM_PORT": upstream.port, "SECOND_PORT": second.port}
        return self.nginx(name, "nginx-mirror.conf", self.proxy_core, values)

    def haproxy(self, name, upstream, jwt):
        folder, [port] = self.folder(name), free_ports(1)
        authentication = ""
        if jwt:
            source = f"{CONFIGURATION}/haproxy-jwt.cfg"
            part = fill(source, {"SECRET": tokens.SECRET.decode()}, f"{folder}/jwt.cfg")
            with open(part, encoding="utf-8") as text:
                authentication = text.read()
        file = fill(f"{CONFIGURATION}/haproxy.cfg", {
            "PORT": port, "UPSTREAM_PORT": upstream.port, "AUTHENTICATION": authentication,
        }, f"{folder}/haproxy.cfg")
        return self.start(name, ["haproxy", "-db", "-f", file], self.proxy_core, port, folder)

    def gateway(self, name, mode, v4, v5):
        folder, [port] = self.folder(name), free_ports(1)
        file = os.path.join(folder, "gateway.yaml")
        with open(file, "w", encoding="utf-8") as output:
            output.write(gateway_configuration(mode, port, v4, v5, self.secret))
        command = [self.gateway_binary, "serve", "-c", file]
        return self.start(name, command, self.proxy_core, port, folder)


def gateway_configuration(mode, port, v4, v5, secret):
    """The gateway's YAML; a side that is None is left out."""
    lines = [
        f"listen: {{host: 127.0.0.1, port: {port}, jwtSecret: '{secret}'}}",
        "admin: {host: 127.0.0.1, port: 0}", "log: {level: error}", f"mode: {mode}",
    ]
    for side, engine in [("v4", v4), ("v5", v5)]:
        if engine is not None:
            url = f"http://127.0.0.1:{engine.port}"
            lines.append(f"{side}: {{url: '{url}', jwtSecret: '{secret}'}}")
    return "\n".join(lines) + "\n"


def check(server, body, seconds=15):
    """Sends one request and insists on the answer of an upstream that got all of it."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer " + tokens.mint()}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=seconds)
    try:
        connection.request("POST", "/", body, headers)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
    except OSError as error:
        raise Failure(f"{server.name}: {error or type(error).__name__}") from error
    finally:
        connection.close()
    if response.status != 200:
        raise Failure(f"{server.name} answers {response.status}: {text[:300]}")
    try:
        received = json.loads(text)["result"]["received"]
    except (ValueError, KeyError, TypeError):
        raise Failure(f"{server.name} answers {text[:300]}") from None
    if received < len(body):
        raise Failure(f"{server.name}: {received} of {len(body)} bytes came through")


def served(upstream):
    """How many requests an upstream has served so far."""
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=10)
    try:
        connection.request("GET", "/served")
        return int(connection.getresponse().read().split(b"\n")[2].split()[2])
    finally:
        connection.close()
