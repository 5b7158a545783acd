"""Print the lowest versions that pyproject.toml allows, as pip constraints."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path(sys.argv[1]).read_text())["project"]
for requirement in project["dependencies"]:
    match = re.fullmatch(r"([A-Za-z0-9_.-]+)>=([0-9.]+)", requirement)
    if match is None:
        raise SystemExit(f"{requirement}: a dependency has exactly one lower bound")
    sys.stdout.write(f"{match[1]}=={match[2]}\n")
