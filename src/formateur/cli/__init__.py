"""The `formateur` command. Subcommands are imported when they are used."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

import click

from formateur.errors import FormateurError

__all__ = ["COMMANDS", "main"]

# name: (where it lives, what it does). The help page is made from this table without importing.
COMMANDS: dict[str, tuple[str, str]] = {
    "form": ("formateur.cli.explore:form", "Which governments can form, which cannot, and why."),
    "why": ("formateur.cli.explore:why", "Why one cabinet can or cannot form."),
    "coalitions": (
        "formateur.cli.explore:coalitions",
        "List or count winning, blocking and losing coalitions.",
    ),
    "theories": ("formateur.cli.explore:theories", "What each coalition theory predicts."),
    "power": (
        "formateur.cli.power:power",
        "Voting power: what a vote is worth under the rule, by any index.",
    ),
    "leading": (
        "formateur.cli.power:leading",
        "The smallest groups that decide everything, level by level.",
    ),
    "agree": (
        "formateur.cli.agree:agree",
        "Which agreements all can sign; if none, which demands collide.",
    ),
    "bargain": (
        "formateur.cli.bargain:bargain",
        "What each party can expect of office, by several theories.",
    ),
    "programme": (
        "formateur.cli.programme:programme",
        "What parties' programmes share and contest; how it could be settled.",
    ),
    "portfolios": (
        "formateur.cli.agreement:portfolios",
        "How many portfolios each partner gets, and which.",
    ),
    "payoffs": (
        "formateur.cli.payoffs:payoffs",
        "How portfolios followed seats in many cabinets: Gamson's law fitted.",
    ),
    "lattice": (
        "formateur.cli.lattice:lattice",
        "Which cabinets stand when ministers rule alone (Laver-Shepsle).",
    ),
    "record": (
        "formateur.cli.record:record",
        "Every body as it stood on a day, rebuilt from the events.",
    ),
    "timeline": ("formateur.cli.record:timeline", "What happened, in order, and the majority."),
    "in-force": ("formateur.cli.record:in_force", "Which decisions were in force on a day."),
    "votes": (
        "formateur.cli.record:votes",
        "Every vote, as each source counts it; how alike groups vote.",
    ),
    "breaking": (
        "formateur.cli.durability:breaking_",
        "Whose leaving ends a majority: every smallest group.",
    ),
    "what-if": (
        "formateur.cli.scenarios:what_if",
        "What changes, and where, when members leave or seats move.",
    ),
    "quote": ("formateur.cli.record:quote", "Every source and variant of one fact."),
    "correct": (
        "formateur.cli.record:correct",
        "Report an error in a record, and see what became of it.",
    ),
    "cases": ("formateur.cli.data:cases", "List the bundled cases."),
    "case": ("formateur.cli.data:case", "Show one case: parties, rule, terms, sources."),
    "check": ("formateur.cli.data:check", "Check a case file and report every fault."),
    "schema": ("formateur.cli.data:schema", "Print the JSON Schema of case files."),
    "cite": ("formateur.cli.data:cite", "How to cite Formateur and the papers behind it."),
}


class _OneLineError(click.ClickException):
    """One of our errors, shown without a traceback; exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        click.echo(f"formateur: {self.message}", file=file or sys.stderr)


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from formateur.errors import did_you_mean

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
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except FormateurError as error:
            raise _OneLineError(str(error)) from None
        except BrokenPipeError:
            # The reader of a pipe has gone (`| head`): not an error of ours.
            _write_nowhere()
            ctx.exit(0)
        except OSError as error:
            _write_nowhere()
            raise _OneLineError(f"cannot write: {error.strerror or error}") from None


def _write_nowhere() -> None:
    """Send what is still to be written nowhere, so that leaving does not fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["--help"], "max_content_width": 88},
)
@click.version_option(package_name="formateur", message="formateur %(version)s")
def main() -> None:
    """Government formation: which governments can form, which cannot, and why.

    Start with: formateur form bundestag-2021
    """
