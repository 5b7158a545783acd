"""``python -m formateur``."""

from formateur.cli import main

main(prog_name="formateur")
