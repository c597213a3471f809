"""One virtual node under the embedded LRM, whose simulated xl takes the time that a real one took: for benches."""
import contextlib
import http.client
import json
import os
import pathlib
import re
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("VMPILOT_CACHE", "/var/cache/vmpilot"))
RUNS = int(os.environ.get("VMPILOT_BENCH_RUNS", "5"))
TIMES = '[limits]\nslots = 999\nopen_leases = 100000\nguests = 10000\n'


class Site:
    """A lab with one node, spoken to by HTTP and by the lab's own commands."""

    def __init__(self, folder):
        self.folder = folder
        self.lab("up", "1", VMPILOT_XL_PROFILE="recorded", VMPILOT_LAB_TOML=TIMES)
        text = (folder / "env").read_text()
        self.http = http.client.HTTPConnection(re.search(r"VMPILOT_API=http://(\S+)", text)[1], timeout=60)
        self.token = (folder / "api.token").read_text().strip()
        init = (folder / "nodes/node01/init").read_text().split()[0]
        self.root = pathlib.Path(f"/proc/{init}/root")

    def lab(self, command, *words, **environment):
        line = [str(ROOT / "scripts/lab"), "embedded", command, str(self.folder), *words]
        return subprocess.run(line, check=True, capture_output=True, text=True, env={**os.environ, **environment}).stdout

    def node(self, *words):
        return self.lab("exec", "node01", *words)

    def call(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/toml"}
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    def create(self, text):
        return self.call("POST", "/v1/leases", text)["id"]

    def lease(self, lease):
        return self.call("GET", "/v1/leases/" + lease)

    def xl_calls(self):
        return [json.loads(line) for line in self.node("simulated-xl", "calls", "--json").splitlines()]

    def clear_calls(self):
        self.node("simulated-xl", "calls", "--clear")

    @contextlib.contextmanager
    def fixed_dom0(self):
        """As on a site that gives dom0 its memory once and never resizes it."""
        conf = self.root / "etc/vmpilot/node.conf"
        ordinary = conf.read_text()
        conf.write_text(re.sub(r"dom0-memory = .*", "dom0-memory = fixed", ordinary))
        self.set_dom0(1024)
        yield
        self.set_dom0(2048)
        conf.write_text(ordinary)

    def set_dom0(self, mib):
        self.node("xl", "mem-set", "0", str(mib))
        until(f"dom0 with {mib} MiB", lambda: f" {mib} " in self.node("xl", "list", "0"))

    def pid_of(self, pattern):
        found = subprocess.run(["pgrep", "-f", pattern], capture_output=True, text=True).stdout.split()
        return next(pid for pid in found if f"{self.folder}" in open(f"/proc/{pid}/mountinfo").read()
                    or str(self.folder) in open(f"/proc/{pid}/cmdline").read())


def until(what, condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise SystemExit(f"waited {seconds} s for: {what}")


def request(name, behaviours, seconds=600, guests_per_node=8, memory=64):
    groups = "".join(
        f'[[group]]\nname = "{group}"\ncount = {count}\nmemory = "{memory}M"\nend_timeout = "5s"\n'
        f'kernel = "/var/lib/vmpilot-images/kernels/guest"\ncommand_line = "sim.behaviour={behaviour}"\n'
        for group, count, behaviour in behaviours)
    return f'name = "{name}"\nduration = "{seconds}s"\nguests_per_node = {guests_per_node}\n{groups}'


def active(site, lease):
    def up():
        view = site.lease(lease)
        return all(guest["state"] == "UP" for slot in view["slots"] for guest in slot["guests"]) and view
    return until("guests up", up)


def ended(site, lease):
    until("the lease's end", lambda: site.lease(lease)["state"] == "ENDED")
    until("a quiet node", lambda: not list((site.root / "run/vmpilot/slots").glob("v*")))


def report(what, ours, base, aim, kind):
    mine, theirs = statistics.median(ours), statistics.median(base)
    value = f"{mine - theirs:+.2f} s" if kind == "difference" else f"ratio {mine / theirs:.2f}"
    print(f"{what:<58} {mine:8.2f}  {theirs:8.2f}  {value:<12} {aim}")


def rss(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


@contextlib.contextmanager
def one_node():
    """A site that is gone afterwards."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / f"bench-{os.getpid()}"
    print(f"{'':<58} {'vmpilot':>8}  {'baseline':>8}")
    try:
        yield Site(folder)
    finally:
        subprocess.run([str(ROOT / "scripts/lab"), "embedded", "down", str(folder)], check=False)
