#!/usr/bin/python3
"""Takes the ELF file out of a compressed Linux kernel: unpack-kernel.py BZIMAGE ELF

The setup header says where the compressed part lies (Documentation/arch/x86/boot.rst: setup_sects at 0x1f1, payload_offset at 0x248).
"""
import lzma
import struct
import sys
import zlib

if {"-h", "--help"} & set(sys.argv[1:]):
    sys.exit(print(__doc__.strip()))


def payload(image: bytes) -> bytes:
    setup_sectors = image[0x1F1] or 4
    offset, length = struct.unpack_from("<II", image, 0x248)
    begin = (setup_sectors + 1) * 512 + offset
    return image[begin : begin + length]


def unpacked(packed: bytes) -> bytes:
    # Behind the stream stand four bytes with the unpacked size: decompressor objects leave them alone.
    if packed.startswith(b"\xfd7zXZ"):
        return lzma.LZMADecompressor().decompress(packed)
    if packed.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31).decompress(packed)
    sys.exit(f"unknown compression: {packed[:6].hex()}")


with open(sys.argv[1], "rb") as source:
    kernel = unpacked(payload(source.read()))
with open(sys.argv[2], "wb") as target:
    target.write(kernel)
