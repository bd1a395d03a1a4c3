"""Take out of compiled modules what only debuggers read."""

import struct
from pathlib import Path

# ELF-64, little-endian, as Lambda's two architectures have it ("Tool Interface Standard, Executable
# and Linking Format", and elf(5)): where program headers and sections are told, and of what size.
_BEGINS = b"\x7fELF\x02\x01"
_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_PROGRAM = struct.Struct("<IIQQQQQQ")
_SECTION_OFFSET = struct.Struct("<Q")
_SECTION_COUNTS = struct.Struct("<HH")


def slim(module: Path) -> None:
    """
    Cut off what comes after all that is loaded: the sections of symbols and of debugging, and their
    table. A loader reads program headers only.
    """
    content = bytearray(module.read_bytes())
    if not content.startswith(_BEGINS):
        return
    _, _, _, _, _, programs, _, _, _, size, count, _, _, _ = _HEADER.unpack_from(content)
    ends = [programs + size * count]
    for place in range(programs, programs + size * count, size):
        _, _, offset, _, _, length, _, _ = _PROGRAM.unpack_from(content, place)
        ends.append(offset + length)
    # No table of sections: its place, the number of entries, the one of names.
    _SECTION_OFFSET.pack_into(content, 0x28, 0)
    _SECTION_COUNTS.pack_into(content, 0x3C, 0, 0)
    module.write_bytes(content[: max(ends)])
