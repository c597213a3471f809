"""One scenario through the Python client that was generated: scenario.py CLIENT_FOLDER API TOKEN_FILE REQUEST; prints what it saw as JSON."""
import json
import sys

sys.path.insert(0, sys.argv[1])
import vmpilot_api  # noqa: E402
from vmpilot_api.api.default_api import DefaultApi  # noqa: E402

with open(sys.argv[3], encoding="ascii") as file:
    settings = vmpilot_api.Configuration(host=sys.argv[2], access_token=file.read().strip())
with open(sys.argv[4], encoding="utf-8") as file:
    request = vmpilot_api.LeaseRequest.from_json(file.read())
api = DefaultApi(vmpilot_api.ApiClient(settings))
offer = api.offer(request)
lease = api.create_lease(request, idempotency_key="python")
again = api.create_lease(request, idempotency_key="python")
listed = api.list_leases(name="generated").leases
events = api.lease_events(lease.id).events
changed = api.change_lease(lease.id, vmpilot_api.LeaseChange(labels={"a": "b"}))
ended = api.end_lease(lease.id)
try:
    api.get_lease("vaaaaaaa")
    missing = ""
except vmpilot_api.exceptions.NotFoundException as refused:
    missing = refused.data.code
print(json.dumps({
    "same": lease.id == again.id, "listed": [one.id for one in listed] == [lease.id], "event": events[0].event.value,
    "ended": ended.state in ("ENDING", "ENDED"), "missing": missing, "memory": lease.request.group[0].memory.actual_instance,
    "offer": [offer.lease, offer.slots, offer.nodes.all], "labels": changed.labels,
    "nodes": [node.node for node in api.nodes().nodes]}))
