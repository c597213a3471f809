"""A lease of eight nodes as one job and as separate jobs, against the LRM's own job over eight nodes: for the benches of LRMs that have such.

Outside, `compare` brings up a lab for each way; within its master `measure` runs after the text of scripts/lib/leases.py and of this file.
"""
import datetime
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import threading
import time

NODES = 8
GANG_RUNS = int(os.environ.get("VMPILOT_BENCH_GANG_RUNS", "3"))
# Jobs of one node that come and go: seven run, two wait.
OTHERS = 9


# ---- on the master, as the coordinator's account ----

def moment(text):
    # Nanoseconds are too many digits for Python.
    return datetime.datetime.fromisoformat(text[:26].rstrip("Z") + "+00:00").timestamp()


def lease_of_all():
    """Seconds from the request to GO, and node-seconds that were held before it without a guest."""
    lease = create(NODES)
    until("GO", lambda: call("GET", "/v1/leases/" + lease)["state"] == "ACTIVE", 900)
    view = call("GET", "/v1/leases/" + lease)
    held = sum(slot["phases_ms"].get(phase, 0) for slot in view["slots"] for phase in ("claiming", "preparing", "assembling"))
    end([lease])
    return moment(view["go_at"]) - moment(view["created_at"]), held / 1000


def bare_gang(submit):
    """Seconds from the submit of the LRM's own job until it runs on all of its nodes."""
    folder = pathlib.Path("/var/tmp") / f"gang-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir(mode=0o777)
    began = time.monotonic()
    subprocess.run(submit(f"touch {folder}/$(hostname)"), check=True, stdout=subprocess.DEVNULL)
    until("it ran on all nodes", lambda: len(list(folder.iterdir())) == NODES, 900)
    took = time.monotonic() - began
    subprocess.run(["rm", "-r", str(folder)], check=True)
    return took


class Others:
    """Jobs of one node, of half a minute each, as many as keep all nodes but one changing hands."""

    def __init__(self, submit, count, cancel):
        self.submit, self.count, self.cancel = submit, count, cancel
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        chance = random.Random(1)
        while not self.over.wait(0.5):
            for _ in range(OTHERS - self.count()):
                subprocess.run(self.submit(chance.randint(20, 40)), check=True, stdout=subprocess.DEVNULL)

    def __enter__(self):
        self.thread.start()
        until("others run", lambda: self.count() >= NODES - 1)
        return self

    def __exit__(self, *unused):
        self.over.set()
        self.thread.join()
        subprocess.run(self.cancel, stdout=subprocess.DEVNULL)
        until("no other job", lambda: self.count() == 0)


def measure(bare, one, count, cancel):
    idle = [lease_of_all() for _ in range(GANG_RUNS)]
    plain = [bare_gang(bare) for _ in range(GANG_RUNS)]
    with Others(one, count, cancel):
        busy = [lease_of_all() for _ in range(GANG_RUNS)]
    print(json.dumps({"idle": statistics.median(time for time, _ in idle), "bare": statistics.median(plain),
                      "busy": statistics.median(time for time, _ in busy), "held": statistics.median(held for _, held in busy)}))


# ---- outside ----

def compare(lrm, folder_variable, folder, source):
    """source: of the bench, whose main measures when it is called with "inside gang"."""
    library = pathlib.Path(__file__).resolve().parent
    text = "".join((library / name).read_text() for name in ("leases.py", "gang_bench.py")) + source
    found = {}
    for way in ("gang", "jobs"):
        lab = [str(library.parent / "lab"), lrm]
        environment = {**os.environ, folder_variable: folder, "VMPILOT_LAB_ASSEMBLY": way, "VMPILOT_LAB_TOML": "[limits]\nslots = 99\n"}
        subprocess.run([*lab, "up", str(NODES)], check=True, env=environment, stdout=subprocess.DEVNULL)
        try:
            answer = subprocess.run([*lab, "as", "vmjob", "master", "python3", "-c", text, "inside", "gang"], check=True, env=environment,
                                    text=True, stdout=subprocess.PIPE).stdout
            found[way] = json.loads(answer.splitlines()[-1])
        finally:
            subprocess.run([*lab, "down"], check=True, env=environment, stdout=subprocess.DEVNULL)
    gang, jobs = found["gang"], found["jobs"]
    print(f"{NODES} idle nodes, request → GO: {gang['idle']:.1f} s as one job, {jobs['idle']:.1f} s as separate jobs (aim: not slower); "
          f"the LRM's own job of {NODES} nodes runs everywhere after {gang['bare']:.1f} s")
    print(f"{NODES} busy nodes, request → GO: {gang['busy']:.1f} s as one job, {jobs['busy']:.1f} s as separate jobs; node-seconds held without a guest: "
          f"{gang['held']:.1f} and {jobs['held']:.1f}: {gang['held'] / max(jobs['held'], 0.001):.2f} of it (aim: 0.1)")
    sys.stdout.flush()
