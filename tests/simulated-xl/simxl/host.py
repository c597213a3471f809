"""Commands about the host: info, dmesg."""
import os

from simxl import world
from simxl.settings import value_of

_BEFORE = """\
host                   : %(host)s
release                : 6.1.0-56-amd64
version                : #1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)
machine                : x86_64
nr_cpus                : %(cpus)d
max_cpu_id             : %(last)d
nr_nodes               : 1
cores_per_socket       : %(cpus)d
threads_per_core       : 1
cpu_mhz                : 2596.128
hw_caps                : 178bfbfd:80982201:20100800:00000001:00000000:00000000:00000000:00000000
virt_caps              : pv gnttab-v1 gnttab-v2
total_memory           : %(total)d
free_memory            : %(free)d
sharing_freed_memory   : 0
sharing_used_memory    : 0
outstanding_claims     : 0
free_cpus              : 0
xen_major              : 4
xen_minor              : 17
xen_extra              : .7
xen_version            : 4.17.7
xen_caps               : xen-3.0-x86_64 
xen_scheduler          : credit2
xen_pagesize           : 4096
platform_params        : virt_start=0xffff800000000000
xen_changeset          : 
xen_commandline        : %(dom0_mem)sloglvl=info guest_loglvl=info console=com1 com1=115200,8n1 noreboot=0
cc_compiler            : x86_64-linux-gnu-gcc (Debian 12.2.0-14+deb12u1) 12.2.0
cc_compile_by          : pkg-xen-devel
cc_compile_domain      : lists.alioth.debian.org
cc_compile_date        : Wed Nov  4 16:52:28 UTC 2026
build_id               : 151b373fd64b321593bf987fd923cd10dabadac4
xend_config_format     : 4
"""

_DMESG = """\
(XEN) Scrubbing Free RAM in background
(XEN) Std. Loglevel: Errors, warnings and info
(XEN) Guest Loglevel: Errors, warnings and info
(XEN) *** Serial input to DOM0 (type 'CTRL-a' three times to switch input)
(XEN) Freed 656kB init memory
"""


def info(call):
    """`xl info`: the one command that needs no xenstore (recorded: it answers when xenstored is dead)."""
    call.options(("n", "numa"))
    call.start()
    with call.node.locked() as state:
        settings = state["settings"]
        free = world.free_kib(state) // world.MIB
    cpus = value_of(settings, "cpus")
    dom0_mem = "dom0_mem=%dM,max:%dM " % (value_of(settings, "memory.dom0"), value_of(settings, "memory.dom0-max"))
    call.out(_BEFORE % {"host": value_of(settings, "host") or os.uname().nodename, "cpus": cpus, "last": cpus - 1,
                        "total": value_of(settings, "memory.total"), "free": max(0, free),
                        "dom0_mem": "" if value_of(settings, "autoballoon") else dom0_mem})


def dmesg(call):
    """`xl dmesg`: the recorded last lines, always."""
    call.options(("c",))
    call.start()
    call.out(_DMESG)
