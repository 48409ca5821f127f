"""A headless Chromium, driven by the WebDriver protocol of chromedriver."""

import base64
import json
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Refused(Exception):
    """What chromedriver says is wrong."""


class Browser:
    def __init__(self, port, folder):
        self.address = f"http://127.0.0.1:{port}"
        with open(f"{folder}/chromedriver.log", "wb") as log:
            self.process = subprocess.Popen(
                ["chromedriver", f"--port={port}"], stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 30
        while True:
            try:
                self.call("GET", "/status")
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1280,1500", f"--user-data-dir={folder}/chromium"]
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"/session/{answer['sessionId']}"

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.address + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.loads(response.read())["value"]
        except urllib.error.HTTPError as error:
            raise Refused(f"{path}: {error.read().decode()[:400]}") from error

    def post(self, path, body=None):
        return self.call("POST", self.session + path, body or {})

    def open(self, address):
        self.post("/url", {"url": address})

    def run(self, script, *arguments):
        return self.post("/execute/sync", {"script": script, "args": list(arguments)})

    def text(self, selector):
        text = self.run("return document.querySelector(arguments[0]).innerText", selector)
        return text.replace("\u00a0", " ")

    def find(self, selector):
        return self.post("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.post(f"/element/{self.find(selector)}/click")

    def type(self, selector, text):
        self.post(f"/element/{self.find(selector)}/value", {"text": text})

    def console(self):
        """What the browser logged since it was asked last."""
        return self.post("/se/log", {"type": "browser"})

    def developer(self, command, **parameters):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screenshot(self, path):
        data = self.call("GET", self.session + "/screenshot")
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def wait(self, what, is_so, seconds=60):
        deadline = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > deadline:
                raise Refused(f"{what} did not come within {seconds} s")
            time.sleep(0.02)

    def end(self):
        try:
            self.call("DELETE", self.session)
        except (AttributeError, OSError, Refused):
            pass
        self.process.terminate()
        self.process.wait(10)
