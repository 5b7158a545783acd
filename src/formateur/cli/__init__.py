"""The `formateur` command. Subcommands are imported when they are used."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from formateur.errors import FormateurError, did_you_mean, place_of

__all__ = ["COMMANDS", "Door", "main"]


@dataclass(frozen=True, slots=True)
class Door:
    """One command: where it lives, what it does, and the functions behind it in Python."""

    where: str
    says: str
    python: tuple[str, ...]


_RECORD = "formateur.report.record"

# The help page and the reference are made from this table; nothing is imported for it.
COMMANDS: dict[str, Door] = {
    "form": Door(
        "formateur.cli.explore:form",
        "Which governments can form, which cannot, and why.",
        ("formateur.form", "formateur.decisions"),
    ),
    "why": Door(
        "formateur.cli.explore:why",
        "Why one cabinet can or cannot form.",
        ("formateur.why", "formateur.judge"),
    ),
    "coalitions": Door(
        "formateur.cli.explore:coalitions",
        "List or count winning, blocking and losing coalitions.",
        ("formateur.coalitions.find", "formateur.coalitions.count"),
    ),
    "theories": Door(
        "formateur.cli.explore:theories",
        "What each coalition theory predicts.",
        ("formateur.predict_all", "formateur.predict"),
    ),
    "power": Door(
        "formateur.cli.power:power",
        "Voting power: what a vote is worth under the rule, by any index.",
        ("formateur.voting_power",),
    ),
    "leading": Door(
        "formateur.cli.power:leading",
        "The smallest groups that decide everything, level by level.",
        ("formateur.leading",),
    ),
    "agree": Door(
        "formateur.cli.agree:agree",
        "Which agreements all can sign; if none, which demands collide.",
        ("formateur.agreement.solve.agree",),
    ),
    "bargain": Door(
        "formateur.cli.bargain:bargain",
        "What each party can expect of office, by several theories.",
        ("formateur.bargain",),
    ),
    "programme": Door(
        "formateur.cli.programme:programme",
        "What parties' programmes share and contest; how it could be settled.",
        (
            "formateur.agreement.programme.agreements",
            "formateur.agreement.programme.compromise",
        ),
    ),
    "portfolios": Door(
        "formateur.cli.agreement:portfolios",
        "How many portfolios each partner gets, and which.",
        (
            "formateur.agreement.portfolios.compare",
            "formateur.agreement.portfolios.gamson",
            "formateur.agreement.portfolios.sequential",
            "formateur.agreement.allocation.nash",
        ),
    ),
    "payoffs": Door(
        "formateur.cli.payoffs:payoffs",
        "How portfolios followed seats in many cabinets: Gamson's law fitted.",
        ("formateur.agreement.payoffs.fits",),
    ),
    "lattice": Door(
        "formateur.cli.lattice:lattice",
        "Which cabinets stand when ministers rule alone (Laver-Shepsle).",
        ("formateur.agreement.jurisdictions.lattice",),
    ),
    "record": Door(
        "formateur.cli.record:record",
        "Every body as it stood on a day, rebuilt from the events.",
        (f"{_RECORD}.standing", f"{_RECORD}.differing", f"{_RECORD}.bodies"),
    ),
    "timeline": Door(
        "formateur.cli.record:timeline",
        "What happened, in order, and the majority.",
        (f"{_RECORD}.timeline",),
    ),
    "in-force": Door(
        "formateur.cli.record:in_force",
        "Which decisions were in force on a day.",
        (f"{_RECORD}.decided", f"{_RECORD}.bound"),
    ),
    "votes": Door(
        "formateur.cli.record:votes",
        "Every vote, as each source counts it; how alike groups vote.",
        (f"{_RECORD}.votes", f"{_RECORD}.discipline"),
    ),
    "breaking": Door(
        "formateur.cli.durability:breaking_",
        "Whose leaving ends a majority: every smallest group.",
        ("formateur.breaking", "formateur.durability.rebellion.survival_probability"),
    ),
    "what-if": Door(
        "formateur.cli.scenarios:what_if",
        "What changes, and where, when members leave or seats move.",
        ("formateur.durability.walkouts.walk_out", "formateur.durability.scenarios.leave"),
    ),
    "quote": Door(
        "formateur.cli.record:quote",
        "Every source and variant of one fact.",
        ("formateur.report.evidence.evidence",),
    ),
    "correct": Door(
        "formateur.cli.record:correct",
        "Report an error in a record, and see what became of it.",
        ("formateur.report.evidence.reported", "formateur.record.corrections.file_correction"),
    ),
    "cases": Door(
        "formateur.cli.data:cases", "List the bundled cases.", ("formateur.cases.names",)
    ),
    "case": Door(
        "formateur.cli.data:case",
        "Show one case: parties, rule, terms, sources.",
        ("formateur.cases.read",),
    ),
    "check": Door(
        "formateur.cli.data:check",
        "Check a case file and report every fault.",
        ("formateur.cases.read", "formateur.record.Record.contradictions"),
    ),
    "schema": Door(
        "formateur.cli.data:schema",
        "Print the JSON Schema of case files.",
        ("formateur.cases.json_schema",),
    ),
    "cite": Door(
        "formateur.cli.data:cite",
        "How to cite Formateur and the papers behind it.",
        ("formateur.sources.references",),
    ),
}


class _OneLineError(click.ClickException):
    """One of our errors, shown without a traceback; exit code 1."""

    exit_code = 1

    def __init__(self, error: FormateurError | str) -> None:
        super().__init__(str(error))
        self.kind = type(error).__name__ if isinstance(error, FormateurError) else "OSError"

    def show(self, file: Any = None) -> None:
        click.echo(f"formateur: {self.message}", file=file or sys.stderr)


class _LazyGroup(click.Group):
    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave with 0, 1 (our errors), 2 (wrong usage) or 130 (interrupted)."""
        given = sys.argv[1:] if args is None else list(args)
        if not standalone_mode:
            return super().main(given, prog_name, complete_var, False, **extra)
        try:
            code = super().main(given, prog_name, complete_var, False, **extra)
        except click.ClickException as error:
            error.show()
            if "--json" in given:
                click.echo(_as_json(error))
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("Aborted!", err=True)
            sys.exit(_INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        door = COMMANDS[cmd_name]
        module, _, name = door.where.partition(":")
        command: click.Command = getattr(import_module(module), name)
        command.epilog = f"In Python: {', '.join(door.python)}"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], list(COMMANDS))
            raise click.UsageError(
                f"no command {args[0]!r}; there are {', '.join(COMMANDS)}.{hint}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, door.says) for name, door in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FormateurError as error:
            raise _OneLineError(error) from None
        except BrokenPipeError:
            # The reader of a pipe has gone (`| head`): not an error of ours.
            _write_nowhere()
            ctx.exit(0)
        except OSError as error:
            said = error.strerror or str(error)
            if error.filename is not None:
                raise _OneLineError(f"{error.filename}: {said}") from None
            _write_nowhere()
            raise _OneLineError(f"cannot write: {said}") from None


_INTERRUPTED = 130  # as shells count it: 128 and the signal


def _as_json(error: click.ClickException) -> str:
    """What went wrong as one JSON document, of one shape for every command."""
    import json

    message = error.format_message()
    told = {
        "kind": getattr(error, "kind", "UsageError"),
        "exit_code": error.exit_code,
        "message": message,
        "faults": [place_of(line) for line in message.splitlines()],
    }
    return json.dumps({"error": told}, ensure_ascii=False, indent=2)


def _write_nowhere() -> None:
    """Send what is still to be written nowhere, so that leaving does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
@click.version_option(package_name="formateur", message="formateur %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Government formation: which governments can form, which cannot, and why.

    Start with: formateur form bundestag-2021
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
