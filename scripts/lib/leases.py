"""Leases over a lab's coordinator, from within its master: for benches, which send this text there together with their own."""
import json
import pathlib
import time
import urllib.request


def call(method, path, body=None):
    token = pathlib.Path("/etc/vmpilot/api.token").read_text().strip()
    request = urllib.request.Request("http://127.0.0.1:7070" + path, method=method, data=body.encode() if body else None)
    request.add_header("Authorization", "Bearer " + token)
    request.add_header("Content-Type", "application/toml")
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or "null")


def create(guests, seconds=600):
    return call("POST", "/v1/leases", f'name = "bench"\nduration = "{seconds}s"\nguests_per_node = 1\n[[group]]\nname = "g"\n'
                f'count = {guests}\nmemory = "64M"\nkernel = "/var/lib/vmpilot-images/kernels/guest"\nend_timeout = "1s"\n'
                'command_line = "sim.behaviour=boots"\n')["id"]


def until(what, condition, seconds=300):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds} s for: {what}")
        time.sleep(0.02)


def tracked(leases):
    return all(slot["lrm_job"] for lease in leases for slot in call("GET", "/v1/leases/" + lease)["slots"])


def end(leases):
    for lease in leases:
        call("POST", f"/v1/leases/{lease}/end")
    until("every lease has ended", lambda: all(call("GET", "/v1/leases/" + lease)["state"] == "ENDED" for lease in leases))
