"""Key files: secrets lie outside every database, one file each, mode 0600, made by `klask init`.

`pseudonym.key` (HMAC of identifiers) and `vault.key` (AES-256-GCM) are for feeding and identity work only; `klask serve`
needs neither. `web.key` signs nothing that outlives a session. Losing `pseudonym.key` breaks the link to the hospital's
numbers for good; losing `vault.key` loses the vault. Both are described in docs/security.md.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from clinical.errors import SettingsError

KEY_BYTES = 32
NAMES = ("pseudonym", "vault")


def make(folder: Path) -> None:
    """Make the missing key files; an existing one is never overwritten."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / f"{name}.key"
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())


def read(path: Path) -> bytes:
    """The secret in a key file. The message never holds the secret."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise SettingsError(f"key file {path} is missing: restore it from its own backup") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"key file {path} cannot be read: {type(error).__name__}") from None
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        raise SettingsError(f"key file {path} is damaged: not hexadecimal") from None
    if len(secret) < KEY_BYTES:
        raise SettingsError(f"key file {path} is too short: {len(secret)} bytes, at least {KEY_BYTES} are needed")
    return secret


def unsafe(path: Path) -> str | None:
    """What is unsafe about a key file's permissions, or None."""
    mode = stat.S_IMODE(path.stat().st_mode)
    return f"mode {mode:04o}, should be 0600" if mode & 0o077 else None
