"""Clients that a stock generator makes of docs/openapi.yaml, against a coordinator; nothing of them is kept.

Needs an installation (scripts/build), Maven, Python's pip, node and npm; scripts/test --long e2e brings them.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
VMPILOT = ROOT / "target/dist/bin/vmpilot"
GENERATOR = "7.10.0"
API = "http://127.0.0.1:7973"
DEADLINE = 600

CONFIG = """
state = "{0}/state"
site_key = "{0}/site.key"
[api]
listen = "127.0.0.1:7973"
token_file = "{0}/api.token"
[agents]
listen = "127.0.0.1:7974"
[lrm.embedded]
socket = "{0}/nobody"
[[queue]]
name = "batch"
[[node]]
name = "node01"
"""
REQUEST = {"name": "generated", "queue": "batch", "duration": "10m", "group": [
    {"name": "guest", "count": 1, "memory": "256M", "kernel": "/k", "nic": [{"bridge": "br0"}]}]}
EXPECTED = {"same": True, "listed": True, "event": "CREATED", "ended": True, "missing": "no_such_lease", "memory": "256M",
            "offer": [None, 1, 1], "labels": {"a": "b"}, "nodes": ["node01"]}


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=DEADLINE, check=False, **more)
    if done.returncode != 0:
        raise AssertionError(f"{words[0]} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


class GeneratedClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="vmpilot-clients."))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        run("mvn", "-B", "-q", "-f", ROOT / "pom.xml", "--non-recursive", "dependency:copy", "-Dmdep.stripVersion=true",
            f"-Dartifact=org.openapitools:openapi-generator-cli:{GENERATOR}", f"-DoutputDirectory={cls.folder}")
        cls.jar = cls.folder / "openapi-generator-cli.jar"
        run(VMPILOT, "key", "new", cls.folder / "site.key")
        run(VMPILOT, "key", "new", cls.folder / "api.token")
        (cls.folder / "vmpilot.toml").write_text(CONFIG.format(cls.folder))
        (cls.folder / "request.json").write_text(json.dumps(REQUEST))
        with open(cls.folder / "log", "wb") as log:
            coordinator = subprocess.Popen([VMPILOT, "serve", "--config", cls.folder / "vmpilot.toml"], stdout=log, stderr=log)
        cls.addClassCleanup(coordinator.wait)
        cls.addClassCleanup(coordinator.kill)
        until = time.monotonic() + 120
        while True:
            try:
                urllib.request.urlopen(API + "/v1/openapi.yaml", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # it answers
            except OSError:
                if time.monotonic() > until:
                    raise AssertionError((cls.folder / "log").read_text()) from None
                time.sleep(0.2)

    def generated(self, language, *more):
        target = self.folder / language
        run("java", "-jar", self.jar, "generate", "-i", ROOT / "docs/openapi.yaml", "-g", language, "-o", target, *more)
        return target

    def test_the_description_is_valid_for_a_validator_that_is_not_ours(self):
        self.assertIn("No validation issues", run("java", "-jar", self.jar, "validate", "-i", ROOT / "docs/openapi.yaml"))

    def test_python(self):
        client = self.generated("python", "--additional-properties=packageName=vmpilot_api")
        try:
            import dateutil  # noqa: F401
            import pydantic
            import urllib3  # noqa: F401
            there = pydantic.VERSION.startswith("2.")
        except ImportError:
            there = False
        libraries = self.folder / "libraries"
        if not there:
            run(sys.executable, "-m", "pip", "-q", "install", "--target", libraries, "pydantic>=2", "urllib3", "python-dateutil", "typing-extensions")
        seen = run(sys.executable, ROOT / "tests/clients/scenario.py", client, API, self.folder / "api.token", self.folder / "request.json",
                   env={**os.environ, "PYTHONPATH": str(libraries)})
        self.assertEqual(EXPECTED, json.loads(seen))

    def test_typescript(self):
        folder = self.folder / "typescript"
        folder.mkdir()
        self.generated("typescript-fetch").rename(folder / "client")
        shutil.copy(ROOT / "tests/clients/scenario.ts", folder)
        (folder / "package.json").write_text('{"private": true}')
        run("npm", "install", "--no-audit", "--no-fund", "typescript@5.6.3", cwd=folder)
        run("node_modules/.bin/tsc", "--strict", "--target", "es2020", "--module", "commonjs", "--lib", "es2020,dom", "--skipLibCheck",
            "--outDir", "out", "scenario.ts", cwd=folder)
        seen = run("node", folder / "out/scenario.js", API, self.folder / "api.token", self.folder / "request.json")
        self.assertEqual(EXPECTED, json.loads(seen))


if __name__ == "__main__":
    unittest.main()
