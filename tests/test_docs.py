"""The documentation is complete: what a person can type, set or query is written down."""

import re
from pathlib import Path

import click
import pytest

from deploy import reference
from deploy.cli import group
from search.mapping import MAPPINGS

ROOT = Path(__file__).parent.parent
DOCS = "\n".join(file.read_text("utf8") for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])


def settings():
    """Name of every environment variable that a package reads, with its description."""
    for module in reference.SETTINGS.values():
        for kind in reference.kinds(module):
            for name, field in kind.model_fields.items():
                yield f"NEWSLOOM_{name.upper()}", field.description


def fields(mapping, path=""):
    """Every field of a mapping, by its dotted name."""
    for name, field in mapping.get("properties", {}).items():
        yield path + name
        yield from fields(field, f"{path}{name}.")


@pytest.mark.parametrize("name", sorted(reference.pages()))
def test_the_reference_pages_are_those_of_the_program(name):
    assert (ROOT / "docs" / name).read_text("utf8") == reference.pages()[name], "run `make docs`"


def test_every_option_says_what_it_does():
    silent = [
        f"{path} {option.opts[0]}"
        for path, command in reference.commands(group, "newsloom")
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_every_setting_describes_itself():
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
    links = [
        (file, target)
        for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text("utf8"))
    ]
    assert [f"{file.name}: {target}" for file, target in links if not (file.parent / target).exists()] == []
