"""The hub on one machine: the synthesized template, deployed to an emulator on 127.0.0.1."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
