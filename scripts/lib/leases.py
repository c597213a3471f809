"""Leases over a lab's coordinator, from within its master: for benches, which send this text there together with their own."""
import http.client
import json
import pathlib
import time


TOKEN = pathlib.Path("/etc/vmpilot/api.token")
LINE = http.client.HTTPConnection("127.0.0.1:7070", timeout=60)


def call(method, path, body=None):
    """On one connection, as a service has it."""
    LINE.request(method, path, body, {"Authorization": "Bearer " + TOKEN.read_text().strip(), "Content-Type": "application/json"})
    answer = LINE.getresponse()
    text = answer.read().decode()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path}: {answer.status} {text}")
    return json.loads(text or "null")


def create(guests, seconds=600):
    group = {"name": "g", "count": guests, "memory": "64M", "kernel": "/var/lib/vmpilot-images/kernels/guest", "end_timeout": "1s",
             "command_line": "sim.behaviour=boots"}
    request = {"name": "bench", "duration": f"{seconds}s", "guests_per_node": 1, "group": [group]}
    return call("POST", "/v1/leases", json.dumps(request))["id"]


def until(what, condition, seconds=300):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds} s for: {what}")
        time.sleep(0.02)


def tracked(leases):
    """Whether each slot's job is known; the first that is not ends the look."""
    return all(slot["lrm_job"] for lease in leases for slot in call("GET", "/v1/leases/" + lease)["slots"])


def all_tracked(leases):
    """The newest first: the last that is made is the last to be known."""
    return tracked(reversed(leases))


def end(leases):
    for lease in leases:
        call("POST", f"/v1/leases/{lease}/end")
    until("every lease has ended", lambda: all(call("GET", "/v1/leases/" + lease)["state"] == "ENDED" for lease in leases))
