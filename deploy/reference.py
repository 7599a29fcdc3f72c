"""Write the reference pages of commands and settings from the program itself: ``make docs``."""

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from deploy.cli import group

DOCS = Path(__file__).parent.parent / "docs"
SETTINGS = {
    "the local stack": "deploy.settings",
    "crawler": "crawler.settings",
    "workers": "workers.settings",
    "search": "search.settings",
}
"""The module that reads the environment, by the part it belongs to."""


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {"commands.md": commands_page(), "settings.md": settings_page()}


def commands_page() -> str:
    """All commands with their arguments and options."""
    parts = [
        "# Commands\n",
        "Made from the commands' own help by `make docs`. `newsloom COMMAND --help` says the same. Every command ends",
        "with status 0 when it did what it was asked, and with one clear line and another status when not.\n",
    ]
    return "\n".join([*parts, *(_command(path, command) for path, command in commands(group, "newsloom"))])


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one, with what is typed to call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in sorted(command.list_commands(context)):
        if found := command.get_command(context, name):
            yield from commands(found, f"{path} {name}")


def _command(path: str, command: click.Command) -> str:
    usage = " ".join([path, *command.collect_usage_pieces(click.Context(command))])
    lines = [f"## `{path}`\n", f"    {usage}\n", inspect.cleandoc(command.help or ""), ""]
    options = [option for option in command.params if isinstance(option, click.Option)]
    if options:
        lines += ["| option | meaning |", "| --- | --- |"]
        lines += [
            f"| `{', '.join([*option.opts, *option.secondary_opts])}` | {_one_line(option.help)} |"
            for option in options
        ]
        lines.append("")
    return "\n".join(lines)


def settings_page() -> str:
    """All settings with default and meaning, by part."""
    parts = [
        "# Settings\n",
        "Made from the settings' own descriptions by `make docs`. Set them in the environment or in a file `.env` in",
        "the current folder; `.env.example` holds them all.\n",
    ]
    for part, module in SETTINGS.items():
        rows = [row for kind in kinds(module) for row in _rows(kind)]
        parts.append(
            "\n".join(
                [
                    f"## {part[0].upper()}{part[1:]}\n",
                    "| variable | default | meaning |",
                    "| --- | --- | --- |",
                    *rows,
                    "",
                ]
            )
        )
    return "\n".join(parts)


def kinds(module_name: str) -> list[type[BaseSettings]]:
    """The settings classes that a module defines."""
    module = importlib.import_module(module_name)
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, BaseSettings) and kind.__module__ == module_name
    ]


def _rows(kind: type[BaseSettings]) -> Iterator[str]:
    prefix = str(kind.model_config.get("env_prefix", ""))
    for name, field in kind.model_fields.items():
        yield f"| `{prefix}{name.upper()}` | {_default(field)} | {_one_line(field.description)} |"


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, (tuple, list)):
        value = ",".join(str(part) for part in value)
    return "" if value in {None, ""} else f"`{value}`"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf8")
        print(f"docs/{name} written")
