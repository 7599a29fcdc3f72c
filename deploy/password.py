"""The operator's password: the one that was set, or one made once and kept beside the data."""

import os
import secrets
from pathlib import Path

from deploy.settings import StackSettings

USER = "operator"
FILE = "operator-password"


def operator_password(settings: StackSettings) -> str:
    """The password of the user ``operator``; made on first use, readable by this user alone."""
    if settings.operator_password:
        return settings.operator_password.get_secret_value()
    file = settings.folder / FILE
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(15))
    return file.read_text().strip()


def _write_once(file: Path, password: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")  # threads of one process ask at once, too
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as content:
        content.write(f"{password}\n")
    try:
        os.link(draft, file)  # fails where another process was first: then that one's password holds
    except FileExistsError:
        pass
    finally:
        draft.unlink()
