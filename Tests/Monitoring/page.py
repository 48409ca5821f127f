#!/usr/bin/env python3
"""The live page in a real browser, while a demo's migration goes wrong: PROGRAM SCREENSHOTS."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from monitoring import get, ports
from webdriver import Browser, Refused

TOKEN = "page-test-token-0123456789abcdef"
WITHIN = 1.0


class Wrong(Exception):
    """What the page does not do."""


def expect(is_so, text):
    if not is_so:
        raise Wrong(text)


class Watch:
    """When the gateway itself first said that v5 is frozen."""

    def __init__(self, port):
        self.port, self.moment = port, None
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while self.moment is None:
            try:
                if json.loads(get(self.port, "/v1/status"))["freeze"]:
                    self.moment = time.monotonic()
            except OSError:
                pass
            time.sleep(0.01)


class Run:
    def __init__(self, browser, port, pictures):
        self.browser, self.port, self.pictures = browser, port, pictures

    def picture(self, name):
        self.browser.screenshot(os.path.join(self.pictures, f"{name}.png"))

    def state(self):
        return self.browser.text("#state")

    def quiet(self, allowed=()):
        loud = [entry["message"] for entry in self.browser.console()
                if entry["level"] in ("SEVERE", "WARNING")]
        loud = [line for line in loud if not any(word in line for word in allowed)]
        expect(not loud, f"the console says {loud}")

    def follows_the_migration(self):
        browser, watch = self.browser, Watch(self.port)
        browser.open(f"http://127.0.0.1:{self.port}/")
        browser.wait("the state", lambda: self.state() == "testing")
        expect(browser.text("#authority") == "v4 answers", browser.text("#authority"))
        browser.wait("the charts", lambda: browser.run(
            "return document.querySelectorAll('#chart-time path').length") == 4)
        self.picture("testing")
        expect(told(self.port, "resume"), "the migration does not go on")
        browser.wait("the canary", lambda: self.state() == "canary")
        expect(browser.text("#share") in ("5 %", "10 %"), browser.text("#share"))
        expect(browser.text("#authority") in ("v4 answers 95 %", "v4 answers 90 %"),
               browser.text("#authority"))
        self.picture("canary")
        browser.wait("the rollback", lambda: self.state() == "rolled back"
                     and "Frozen" in browser.text("#alarm"))
        late = time.monotonic() - watch.moment
        print(f"page: the divergence and the rollback were shown {late:.2f} s after the gateway "
              "knew of it")
        expect(late <= WITHIN, f"{late:.2f} s is more than {WITHIN} s")
        why = browser.text("#why")
        expect("v4 and v5 disagree about block" in why, why)
        expect(browser.text("#authority") == "v4 answers", browser.text("#authority"))
        expect("lighthouse-compat retry --force" in why, why)
        expect("one is enough" in browser.text("#evidence"), browser.text("#evidence"))
        self.picture("rolled-back")
        self.quiet()

    def shows_a_difference(self):
        browser = self.browser
        browser.click("#mismatches details:last-of-type summary")
        browser.wait("both answers", lambda: browser.run(
            "return document.querySelectorAll('#mismatches pre mark').length") >= 2)
        self.picture("difference")

    def asks_nobody_else(self):
        origin = f"http://127.0.0.1:{self.port}/"
        asked = self.browser.run(
            "return performance.getEntriesByType('resource').map(each => each.name)")
        expect(asked and all(each.startswith(origin) for each in asked), f"asked: {asked}")

    def fits(self):
        browser = self.browser
        for name, width, height, scheme in [
                ("phone", 390, 844, "light"), ("phone-dark", 390, 844, "dark"),
                ("dark", 1280, 1500, "dark")]:
            browser.developer("Emulation.setDeviceMetricsOverride", width=width, height=height,
                              deviceScaleFactor=1, mobile=width < 600)
            browser.developer("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": scheme}])
            broad = browser.run("return document.documentElement.scrollWidth")
            expect(broad <= width, f"{broad} pixels at {width}")
            self.picture(name)
        browser.developer("Emulation.clearDeviceMetricsOverride")
        browser.developer("Emulation.setEmulatedMedia", features=[])

    def is_used_by_keyboard(self):
        browser, seen = self.browser, []
        browser.run("document.activeElement.blur(); window.scrollTo(0, 0)")
        for _ in range(12):
            browser.post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
                {"type": "keyDown", "value": "\ue004"}, {"type": "keyUp", "value": "\ue004"}]}]})
            seen.append(browser.run(
                "const e = document.activeElement; return e.id || e.className || e.tagName"))
        expect({"skip", "token", "who"} <= set(seen), f"the tab key reaches {seen}")

    def refuses_without_the_token(self):
        browser = self.browser
        hidden = browser.run("return document.querySelector('#actions').hidden")
        expect(hidden, "actions are shown without the token")
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/v1/migration/retry", b"{}", method="POST",
            headers={"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=10)
            raise Wrong("an action without a token is done")
        except urllib.error.HTTPError as error:
            expect(error.code == 401, f"an action without a token: {error.code}")
        self.unlock("wrong-token-0123456789-abcdefgh")
        self.retry("guessing")
        browser.wait("the refusal", lambda: "token is wrong" in browser.text("#result"))
        self.quiet(allowed=["401"])

    def acts_with_the_token(self):
        browser = self.browser
        self.unlock(TOKEN)
        self.retry("looked at it")
        browser.wait("the answer", lambda: "done" in browser.text("#result"))
        self.picture("actions")
        self.quiet()

    def unlock(self, token):
        self.browser.type("#token", token)
        self.browser.run("document.querySelector('#who').value = ''")
        self.browser.type("#who", "ana")
        self.browser.click("#login button")
        self.browser.wait("the actions", lambda: not self.browser.run(
            "return document.querySelector('#actions').hidden"))

    def retry(self, reason):
        self.browser.run("[...document.querySelectorAll('#actions button')]"
                         ".find(each => each.textContent === 'Try again').click()")
        self.browser.type("#answer", reason)
        self.browser.click("#go")


def main():
    program, pictures = sys.argv[1:]
    os.makedirs(pictures, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="lighthouse-compat-page-") as folder:
        token = os.path.join(folder, "token")
        with open(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(TOKEN)
        driver, port = ports(2)
        browser = Browser(driver, folder)
        try:
            with open(os.path.join(folder, "demo.log"), "wb") as log:
                demo = subprocess.Popen(
                    [program, "demo", "--migrate", "--fault", "wrong-status", "--stay",
                     "--slot-milliseconds", "40", "--admin-port", str(port), "--admin-token",
                     token], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
            try:
                # It stays in testing until the page is there to see it, however late that is.
                browser.wait("the demo", lambda: answers(port) and told(port, "pause"))
                run = Run(browser, port, pictures)
                for step in [run.follows_the_migration, run.shows_a_difference,
                             run.asks_nobody_else, run.fits, run.is_used_by_keyboard,
                             run.refuses_without_the_token, run.acts_with_the_token]:
                    step()
                    print(f"page: {step.__name__.replace('_', ' ')}", flush=True)
            finally:
                demo.terminate()
                demo.wait(20)
        finally:
            browser.end()


def told(port, verb):
    """Whether the migration does what it is told; it refuses until it has started."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/migration/{verb}", method="POST",
        data=json.dumps({"who": "page.py", "reason": "the page opens"}).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"})
    try:
        urllib.request.urlopen(request, timeout=10).close()
        return True
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
        return False


def answers(port):
    try:
        return get(port, "/healthz")
    except OSError:
        return None


if __name__ == "__main__":
    try:
        main()
    except (Wrong, Refused) as wrong:
        sys.exit(f"page: {wrong}")
