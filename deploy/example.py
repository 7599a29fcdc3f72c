"""Write ``.env.example`` from the settings themselves: ``python -m deploy.example``."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from deploy import reference

FILE = Path(__file__).parent.parent / ".env.example"
CONTAINERS = """\
# Copy this file to .env: the commands of this folder and `docker compose` read it.

# ---- what docker-compose.yml asks for --------------------------------------------------------------------------------
# Passwords of letters and digits, as they become part of addresses. They must be set; the local stack needs none.
NEWSLOOM_REDIS_PASSWORD=
NEWSLOOM_ELASTICSEARCH_PASSWORD=
NEWSLOOM_KIBANA_PASSWORD=
NEWSLOOM_OPERATOR_PASSWORD=
# Port of Kibana on this machine.
#NEWSLOOM_KIBANA_PORT=7601
"""
RULE = 120


def text() -> str:
    """The whole file: every setting once, under the part that has it first, commented out with its default."""
    return "\n".join([CONTAINERS, *_sections()]) + "\n"


def _sections() -> Iterator[str]:
    seen = {"NEWSLOOM_OPERATOR_PASSWORD"}
    for title, module in reference.SETTINGS.items():
        lines = []
        for kind in reference.kinds(module):
            for name, field in kind.model_fields.items():
                variable = f"NEWSLOOM_{name.upper()}"
                if variable not in seen:
                    seen.add(variable)
                    lines += [f"# {field.description}", f"#{variable}={_default(field)}"]
        yield "\n".join([f"# ---- {title} ".ljust(RULE, "-"), *lines, ""])


def _default(field: FieldInfo) -> str:
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None:
        return ""
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf8")
