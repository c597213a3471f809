#!/usr/bin/python3
"""Writes the smallest PV kernel that there is: deaf-kernel.py ELF

It waits for ever for an event that does not come, so it is up at once, hears no shutdown and takes no processor time: one processor is all that an emulated node
has for dom0 and its guests (GRUB's 'sleep' takes three quarters of it). How Xen loads it: the ELF notes of xen/include/public/elfnote.h; what it calls:
SCHEDOP_poll of xen/include/public/sched.h with no port and no time-out, by a 64-bit PV guest's 'syscall'.
"""
import struct
import sys

if {"-h", "--help"} & set(sys.argv[1:]):
    sys.exit(print(__doc__.strip()))

VIRTUAL_BASE = 0xFFFFFFFF80000000
PHYSICAL = 0x100000
ENTRY = VIRTUAL_BASE + PHYSICAL
PAGE = 0x1000

NOTE_ENTRY, NOTE_VIRTUAL_BASE, NOTE_XEN_VERSION, NOTE_GUEST_OS, NOTE_LOADER = 1, 3, 5, 6, 8

CODE = (
    b"\x48\x8d\x35\x0e\x00\x00\x00"  # again: lea poll(%rip), %rsi
    b"\xbf\x03\x00\x00\x00"  # mov $3, %edi        SCHEDOP_poll
    b"\xb8\x1d\x00\x00\x00"  # mov $29, %eax       __HYPERVISOR_sched_op
    b"\x0f\x05"  # syscall
    b"\xeb\xeb"  # jmp again
) + bytes(24)  # poll: struct sched_poll: ports, nr_ports, timeout


def note(kind: int, value: bytes) -> bytes:
    return struct.pack("<III4s", 4, len(value), kind, b"Xen") + value + bytes(-len(value) % 4)


NOTES = (
    note(NOTE_ENTRY, struct.pack("<Q", ENTRY))
    + note(NOTE_VIRTUAL_BASE, struct.pack("<Q", VIRTUAL_BASE))
    + note(NOTE_XEN_VERSION, b"xen-3.0\0")
    + note(NOTE_GUEST_OS, b"deaf\0")
    + note(NOTE_LOADER, b"generic\0")
)

HEADERS = 64 + 2 * 56
ELF = struct.pack("<4s5B7x2HI3QI6H", b"\x7fELF", 2, 1, 1, 0, 0, 2, 62, 1, ENTRY, 64, 0, 0, 64, 56, 2, 64, 0, 0)
LOAD = struct.pack("<2I6Q", 1, 7, PAGE, ENTRY, PHYSICAL, PAGE, PAGE, PAGE)
NOTE = struct.pack("<2I6Q", 4, 4, HEADERS, 0, 0, len(NOTES), len(NOTES), 4)

with open(sys.argv[1], "wb") as target:
    target.write((ELF + LOAD + NOTE + NOTES).ljust(PAGE, b"\0") + CODE.ljust(PAGE, b"\0"))
