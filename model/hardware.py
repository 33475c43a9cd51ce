"""What the processor can do, as far as it changes how we compute."""

import os
from functools import cache
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
"""What bounds the threads of a process, if set before the libraries are loaded that read them."""
TILE_LEAF = 0x1D
"""The CPUID leaf that describes AMX tiles."""


def guard_matrix_kernels() -> None:
    """Keep oneDNN from AMX where the machine names AMX but hides its tiles.

    Some virtual machines show the AMX flags yet cut CPUID off below the leaf that describes the tiles; oneDNN then
    loads an empty tile configuration, and the first bfloat16 product ends the process with an illegal instruction.
    Call before the first product; a value that the user has set stays.
    """
    if "amx_tile" in flags() and not has_tiles():
        os.environ.setdefault("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")


def fast_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 matrices faster than float32 ones.

    True with AMX tiles, and on AMD's processors with AVX512-BF16, which have its full rate (measured: fine-tuning
    1.2 to 1.5 times faster); the same instructions on a processor whose tiles are hidden were slower than float32.
    """
    tiles = "amx_bf16" in flags() and has_tiles()
    return tiles or ("avx512_bf16" in flags() and _fields().get("vendor_id") == "AuthenticAMD")


def has_tiles() -> bool:
    """Whether CPUID reaches the leaf that describes AMX tiles."""
    level = _fields().get("cpuid level", "")
    return level.isdecimal() and int(level) >= TILE_LEAF


def flags() -> frozenset[str]:
    """The processor's feature flags, empty where the system does not tell."""
    return frozenset(_fields().get("flags", "").split())


@cache
def _fields() -> dict[str, str]:
    try:
        first = CPU_INFO.read_text(encoding="ascii", errors="replace").split("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}
