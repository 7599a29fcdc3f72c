"""The command ``newsloom``: the stack's own commands here, the others from the package whose work they are."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from deploy import errors, stack
from deploy.commands import commands as own_commands
from deploy.settings import StackSettings

# Each exposes ``commands``; they are imported only for a command that is not the stack's own, and for the list of all.
PACKAGES = (
    "crawler.cli",
    "workers.cli",
    "search.cli",
    "search.alerts_cli",
    "deploy.captures",
    "deploy.explain",
    "deploy.reprocess",
)
STACKS_OF_THEIR_OWN = ("deploy.demo.cli",)


class Commands(click.Group):
    """The stack's own commands at once, those of the packages when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands there are."""
        return sorted({*super().list_commands(ctx), *_packaged((*PACKAGES, *STACKS_OF_THEIR_OWN))})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        return super().get_command(ctx, cmd_name) or _packaged((*PACKAGES, *STACKS_OF_THEIR_OWN)).get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find it; the packages' commands are told where the local servers are, as they know no ports."""
        found = super().resolve_command(ctx, args)
        if found[1] is not None and found[1] not in self._ours():
            for name, value in stack.as_running(StackSettings()).addresses().items():
                os.environ.setdefault(name, value)
        return found

    def _ours(self) -> list[click.Command]:
        return [*self.commands.values(), *_packaged(STACKS_OF_THEIR_OWN).values()]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsloom", message="%(prog)s %(version)s")
def group() -> None:
    """Collect news pages, make a clean article of each, and search them."""


for _command in own_commands:
    group.add_command(_command)


def main(arguments: Sequence[str] | None = None, prog_name: str = "newsloom") -> None:
    """Run one command; an expected failure ends with one message and status 1, no stack trace."""
    try:
        result: Any = group.main(args=arguments, prog_name=prog_name, standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        if (explained := errors.explain(error)) is None:
            raise
        click.echo(f"newsloom: {explained}", err=True)
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)


def _packaged(names: Sequence[str]) -> dict[str, click.Command]:
    modules = [importlib.import_module(name) for name in names]
    return {str(command.name): command for module in modules for command in module.commands}
