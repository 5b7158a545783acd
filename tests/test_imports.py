"""What `import formateur` and `--help` may load: the standard library, and click for help."""

from __future__ import annotations

import subprocess
import sys

import pytest

import formateur


def loaded_by(code: str) -> set[str]:
    """Top-level modules in memory after running `code` in a process of its own."""
    tail = "import sys\nsys.stderr.write('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tail}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def foreign(names: set[str]) -> set[str]:
    ours = {"formateur", "__main__"}
    bare = loaded_by("pass")  # an editable install brings its own finder
    return {n for n in names - bare - ours if n not in sys.stdlib_module_names}


def test_importing_formateur_loads_the_standard_library_only() -> None:
    assert foreign(loaded_by("import formateur")) == set()


def test_the_help_page_loads_click_and_nothing_heavier() -> None:
    code = "from formateur.cli import main\nmain(['--help'], standalone_mode=False)"
    assert foreign(loaded_by(code)) <= {"click", "typing_extensions"}


def test_every_public_name_is_there_and_listed() -> None:
    for name in formateur.__all__:
        assert getattr(formateur, name) is not None
    assert dir(formateur) == sorted(formateur.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        formateur.nothing  # noqa: B018 - the access is what is tested


def test_every_function_behind_a_command_is_reached_from_the_one_import() -> None:
    from formateur.cli import COMMANDS

    names = [name.removeprefix("formateur.") for door in COMMANDS.values() for name in door.python]
    loaded_by("import formateur as fm\n" + "\n".join(f"assert callable(fm.{n})" for n in names))
