"""The documentation is complete: what a person can type, set or query is written down."""

import importlib
import re
from pathlib import Path

import click
import pytest
from pydantic_settings import BaseSettings

from search.mapping import MAPPINGS

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(file.read_text("utf8") for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
SETTINGS = ("crawler.settings", "workers.settings", "search.settings", "deploy.settings")


def commands(command, path="newsloom"):
    """Every command with its path, groups opened."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), f"{path} {name}")
    else:
        yield path, command


def settings():
    """Name of every environment variable that a package reads, with its description."""
    for module_name in SETTINGS:
        module = importlib.import_module(module_name)
        for kind in vars(module).values():
            if isinstance(kind, type) and issubclass(kind, BaseSettings) and kind.__module__ == module_name:
                for name, field in kind.model_fields.items():
                    yield f"NEWSLOOM_{name.upper()}", field.description


def fields(mapping, path=""):
    """Every field of a mapping, by its dotted name."""
    for name, field in mapping.get("properties", {}).items():
        yield path + name
        yield from fields(field, f"{path}{name}.")


def test_every_command_is_documented():
    from deploy.cli import group

    missing = [path for path, _ in commands(group) if not re.search(rf"`{re.escape(path)}\b", DOCS)]
    assert missing == []


def test_every_option_says_what_it_does():
    from deploy.cli import group

    silent = [
        f"{path} {option.opts[0]}"
        for path, command in commands(group)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_every_setting_is_documented_and_describes_itself():
    table = (ROOT / "docs" / "settings.md").read_text("utf8")
    assert [name for name, _ in settings() if f"`{name}`" not in table] == []
    assert [name for name, description in settings() if not description] == []


def test_every_setting_stands_in_the_example_environment():
    example = (ROOT / ".env.example").read_text("utf8")
    assert [name for name, _ in settings() if not re.search(rf"^#? ?{name}=", example, re.MULTILINE)] == []


def test_no_document_names_a_setting_that_does_not_exist():
    known = {name for name, _ in settings()}
    named = set(re.findall(r"\bNEWSLOOM_[A-Z][A-Z_]*[A-Z]\b", DOCS))
    assert sorted(name for name in named - known if not name.startswith("NEWSLOOM_TEST_")) == []


@pytest.mark.parametrize("alias", sorted(MAPPINGS))
def test_every_field_of_an_index_is_documented(alias):
    table = (ROOT / "docs" / "fields.md").read_text("utf8")
    assert [name for name in fields(MAPPINGS[alias]) if f"`{name}`" not in table] == []


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text("utf8")):
            if not (file.parent / target).exists():
                broken.append(f"{file.name}: {target}")
    assert broken == []
