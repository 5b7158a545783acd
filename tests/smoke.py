"""The built wheel, alone in a new environment without any extra, does the main job."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        away = Path(place)
        pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps")
        run(*pip, "--wheel-dir", away, ROOT, cwd=away)
        (wheel,) = away.glob("*.whl")
        venv.create(away / "env", with_pip=True)
        python = away / "env/bin/python"
        run(python, "-m", "pip", "install", "--quiet", wheel, cwd=away)
        command = away / "env/bin/formateur"
        assert "* formed: s+mp" in run(command, "form", "riksdag-2018", cwd=away)
        assert "good" in run(command, "check", "petrograd-1917", cwd=away)
        page = away / "page.html"
        run(command, "form", "bundestag-2021", "--html", page, cwd=away)
        assert page.stat().st_size > 10_000
        code = (
            "import formateur as fm; print(fm.form('riksdag-2018').summary()['formed']['place'])"
        )
        assert int(run(python, "-c", code, cwd=away)) >= 1
    sys.stdout.write("the wheel alone does the main job\n")


if __name__ == "__main__":
    main()
