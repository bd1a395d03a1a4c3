"""
`python -m bench [referral] [start] [post]`: measure all, or what is named, against the targets.

Exits with 1 when a target is missed.
"""

from __future__ import annotations

import sys

from bench import per_referral

_PARTS = {"referral": per_referral.measure}


def main(names: list[str]) -> int:
    if unknown := set(names) - set(_PARTS):
        print(f"There is no {', '.join(unknown)}; choose of {', '.join(_PARTS)}.", file=sys.stderr)
        return 2
    targets = [target for name in names or _PARTS for target in _PARTS[name]()]
    print("\nTargets\n")
    for target in targets:
        print(f"  {target}")
    return 0 if all(target.met for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
