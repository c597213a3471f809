#!/usr/bin/python3
"""Looks at every virtual node of a lab and says whether it is clean: look.py NODES_FOLDER DOM0_MIB

A judge of its own: it reads the simulated xl's state and /proc, and neither runs our reaper nor believes a certificate.
Clean: no domain but dom0 (dying ones count), dom0 has its memory, and no process carries a slot's mark.
"""
import json
import pathlib
import subprocess
import sys

TOLERANCE_MIB = 16
SIMULATED_XL = pathlib.Path(__file__).resolve().parents[2] / "tests" / "simulated-xl" / "simulated-xl"


def init_pid(folder: pathlib.Path) -> str:
    return (folder / "init").read_text().split()[0]


def truth(pid: str) -> dict:
    """What the simulated xl knows, by its own command: it lets time pass first."""
    command = [str(SIMULATED_XL), "--state", f"/proc/{pid}/root/var/lib/simulated-xl", "show", "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout)


def makers(pid: str) -> list[str]:
    """Processes of the node's PID namespace that carry a slot's mark."""
    namespace = pathlib.Path(f"/proc/{pid}/ns/pid").readlink()
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "ns/pid").readlink() == namespace and b"VMPILOT_SLOT=" in (entry / "environ").read_bytes():
                found.append((entry / "comm").read_text().strip())
        except OSError:
            continue
    return found


def is_off(folder: pathlib.Path) -> bool:
    """Powered off: no guest lives through that."""
    return not (folder / "init").exists()


def faults_of(folder: pathlib.Path, dom0_mib: int) -> list[str]:
    pid = init_pid(folder)
    state = truth(pid)
    faults = [f"guest {domain['name'] or '(null)'} ({domain['domid']})" for domain in state["domains"]]
    dom0 = state["dom0"]["memory_kib"] // 1024
    if abs(dom0 - dom0_mib) > TOLERANCE_MIB:
        faults.append(f"dom0 has {dom0} MiB instead of {dom0_mib}")
    return faults + [f"process {name}" for name in makers(pid)]


def main(folder: str, dom0_mib: str) -> int:
    worst = 0
    for node in sorted(pathlib.Path(folder).iterdir()):
        if is_off(node):
            print(f"{node.name:<10} off")
            continue
        faults = faults_of(node, int(dom0_mib))
        print(f"{node.name:<10} {'; '.join(faults) or 'clean: no guest, dom0 has its ' + dom0_mib + ' MiB, no process of a slot'}")
        worst = 1 if faults else worst
    return worst


sys.exit(main(*sys.argv[1:]))
