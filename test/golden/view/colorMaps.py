"""Writes colorMaps.json: matplotlib's colour maps, red, green and blue of 256 steps in hexadecimal. Needs matplotlib 3.11.2.

    python3 colorMaps.py
"""

import json
from pathlib import Path

import matplotlib

maps = {}
for name in ("viridis", "inferno"):
    rgba = matplotlib.colormaps[name](range(256), bytes=True)
    maps[name] = bytes(rgba[:, :3].reshape(-1).tolist()).hex()
(Path(__file__).parent / "colorMaps.json").write_text(json.dumps(maps, indent=1) + "\n")
