# SPDX-License-Identifier: GPL-2.0-or-later
"""Drives a real Chromium by its DevTools protocol over a pipe: no port, no library."""

import json
import os
import shutil
import subprocess
import tempfile
import time


class Chromium:
    """A browser without a network. Its pages say what they asked for, and what went wrong."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="aubacklog-page-")
        here_read, there_write = os.pipe()
        there_read, here_write = os.pipe()
        # The sandbox cannot be set up by root, nor in a container: the pages are the project's own.
        names = ("chromium", "chromium-browser")
        words = [os.environ.get("CHROMIUM") or next(filter(shutil.which, names), names[0]), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                 "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-extensions", "--disable-breakpad", "--hide-scrollbars", "--force-color-profile=srgb",
                 "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={self.home}", "--remote-debugging-pipe", "about:blank"]

        def place():
            os.dup2(there_read, 1003), os.dup2(there_write, 1004)
            os.dup2(1003, 3), os.dup2(1004, 4)

        # pylint: disable=subprocess-popen-preexec-fn
        self.process = subprocess.Popen(words, preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(there_read), os.close(there_write)
        self.out, self.into = os.fdopen(here_write, "wb", buffering=0), os.fdopen(here_read, "rb", buffering=0)
        self.number, self.events, self.rest = 0, [], b""

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def read(self):
        while b"\0" not in self.rest:
            some = self.into.read(1 << 20)
            if not some:
                raise EOFError("chromium has gone")
            self.rest += some
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def send(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.out.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path, **options):
        return Page(self, path, **options)


class Page:
    """One page; "wrong" has each request but its own, each message of the console, each exception and violation."""

    def __init__(self, browser, path, width=1280, height=900, dark=False, script=True, ready=True, fragment="", media="screen",
                 counted=False):
        self.browser = browser
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.send(f"{domain}.enable")
        self.send("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.send("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        if counted:
            self.send("Performance.enable", timeDomain="threadTicks")
        if not script:
            self.send("Emulation.setScriptExecutionDisabled", value=True)
        self.url = "file://" + os.path.abspath(path)
        self.send("Page.navigate", url=self.url + fragment)
        self.wait("location.protocol === 'file:' && document.readyState === 'complete'")
        if script and ready:
            self.wait("document.documentElement.dataset.ready")

    def send(self, method, **parameters):
        return self.browser.send(method, self.session, **parameters)

    def run(self, code):
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def wait(self, code, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.run(code):
                return
            time.sleep(0.02)
        raise TimeoutError(f"{code} in {self.url}: {self.wrong()}")

    def wrong(self):
        self.send("Runtime.evaluate", expression="0")
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, what = event["method"], event["params"]
            if method == "Network.requestWillBeSent":
                if what["request"]["url"].split("#")[0] != self.url:
                    found.append(f"asks for {what['request']['url']}")
            elif "NavigationEntryMarkedSkippable" in json.dumps(what):
                continue  # a test goes on without a hand on the mouse
            elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Audits.issueAdded",
                            "Page.javascriptDialogOpening", "Page.windowOpen"):
                found.append(f"{method}: {json.dumps(what)[:600]}")
        return found

    def picture(self, path, whole=True):
        import base64
        options = {}
        if whole:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            options = {"clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 8000), "scale": 1},
                       "captureBeyondViewport": True}
        data = self.send("Page.captureScreenshot", format="png", **options)["data"]
        with open(path, "wb") as out:
            out.write(base64.b64decode(data))

    def print(self, path):
        import base64
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.send("Page.printToPDF", printBackground=False)["data"]))

    def close(self):
        self.browser.send("Target.closeTarget", targetId=self.target)
