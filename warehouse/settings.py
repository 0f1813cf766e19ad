"""Settings: `klask.toml` in the warehouse's HOME, over it the environment (`KLASK_...`); every value knows its origin.

Nothing else reads the environment. An unknown key is an error that names it. No secret has a default.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clinical.errors import SettingsError

FILE_NAME = "klask.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as data: its name with unit, type, default, allowed values and one sentence."""

    name: str
    kind: type
    default: Any
    help: str
    choices: tuple[str, ...] = ()


SETTINGS = (
    Setting("dates", str, None, "Care dates in released text and record", ("keep", "shift", "tag")),
    Setting("replacement", str, "tag", "What stands where an identifier stood", ("tag", "surrogate")),
    Setting("group_ages", bool, True, "Ages of 90 and over are shown as one group"),
    Setting("engine", str, "whoosh", "Full-text engine", ("whoosh", "tantivy", "memory")),
    Setting("keys_dir", str, "", "Folder of the key files; default HOME/keys"),
    Setting("types", list, [], "Document types of this site; another type goes through de-identification"),
    Setting("units", list, [], "Units of this site; another unit goes through de-identification"),
    Setting("ipp_patterns", list, [], "Regular expressions of this site's patient numbers"),
    Setting("nda_patterns", list, [], "Regular expressions of this site's stay numbers"),
    Setting("max_document_bytes", int, 5_000_000, "A longer input line is refused"),
    Setting("waiting_text_days", int, 30, "Source texts kept in the vault for review expire after this many days"),
    Setting("session_idle_minutes", int, 30, "A session without a request for this long is closed"),
    Setting("session_hours", int, 10, "A session ends after this many hours in any case"),
    Setting("log_ins_per_minute", int, 20, "Log-ins of one name in a minute; five times as many from one address"),
    Setting(
        "searches_per_minute", int, 120, "Searches and pages of one account in a minute; five times from one address"
    ),
    Setting("search_seconds", float, 2.0, "Wall-clock limit of one search"),
    Setting("search_processes", int, 3, "Processes that answer searches of the pages, each with readers of its own"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Value:
    value: Any
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one warehouse; ``values`` keeps where each came from."""

    home: Path
    values: dict[str, Value]

    def __getitem__(self, name: str) -> Any:
        return self.values[name].value

    def with_value(self, name: str, value: Any, origin: str) -> Settings:
        """The same settings with one value said elsewhere, such as by a flag."""
        return Settings(home=self.home, values=self.values | {name: _checked(_BY_NAME[name], value, origin)})

    @property
    def keys_dir(self) -> Path:
        return Path(self["keys_dir"]) if self["keys_dir"] else self.home / "keys"


def _checked(setting: Setting, value: Any, origin: str) -> Value:
    if setting.kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    fits = type(value) is setting.kind
    if fits and isinstance(value, list):
        fits = all(isinstance(item, str) for item in value)
    if not fits:
        raise SettingsError(f"{origin}: {setting.name} must be {setting.kind.__name__}, not {type(value).__name__}")
    if setting.choices and value not in setting.choices:
        raise SettingsError(f"{origin}: {setting.name} must be one of {', '.join(setting.choices)}")
    if setting.kind in (int, float) and not value > 0:
        raise SettingsError(f"{origin}: {setting.name} must be above 0")
    return Value(value, origin)


def _from_text(setting: Setting, text: str, origin: str) -> Value:
    try:
        if setting.kind is bool:
            return _checked(setting, {"true": True, "false": False}[text.lower()], origin)
        if setting.kind is list:
            return _checked(setting, [item.strip() for item in text.split(",") if item.strip()], origin)
        return _checked(setting, setting.kind(text), origin)
    except (ValueError, KeyError):
        raise SettingsError(f"{origin}: {setting.name} must be {setting.kind.__name__}") from None


def load(home: Path) -> Settings:
    """Read the settings of the warehouse at ``home``; raises SettingsError naming file and key."""
    path = home / FILE_NAME
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{home} is no warehouse: {FILE_NAME} is missing; make one with `klask init`") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    unknown = sorted(set(raw) - set(_BY_NAME))
    if unknown:
        raise SettingsError(f"{path}: no such setting: {', '.join(unknown)}")
    values = {}
    for setting in SETTINGS:
        variable = f"KLASK_{setting.name.upper()}"
        if variable in os.environ:
            values[setting.name] = _from_text(setting, os.environ[variable], variable)
        elif setting.name in raw:
            values[setting.name] = _checked(setting, raw[setting.name], str(path))
        elif setting.default is None:
            raise SettingsError(f"{path}: {setting.name} is not set and has no default; allowed: {setting.choices}")
        else:
            values[setting.name] = Value(setting.default, "default")
    return Settings(home=home, values=values)


def render(*, dates: str, replacement: str = "tag", engine: str = "whoosh") -> str:
    """The settings file that `klask init` writes: what was said, and every default as a comment."""
    said = {"dates": dates, "replacement": replacement, "engine": engine}
    lines = ["# Settings of this warehouse; `klask doctor` shows each value and its origin."]
    for setting in SETTINGS:
        allowed = f" ({' | '.join(setting.choices)})" if setting.choices else ""
        lines += ["", f"# {setting.help}{allowed}"]
        value = said.get(setting.name, setting.default)
        lines.append(f"{'' if setting.name in said else '# '}{setting.name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def choose_engine(home: Path, name: str) -> None:
    """Write another engine into the settings file; the rest of it stays as it is."""
    path = home / FILE_NAME
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.replace(" ", "").startswith("engine=")]
    fresh = path.with_suffix(".new")
    fresh.write_text("\n".join([*kept, f'engine = "{name}"']) + "\n", encoding="utf-8")
    fresh.replace(path)


def home_from_environment() -> str | None:
    """KLASK_HOME, or None."""
    return os.environ.get("KLASK_HOME") or None


def cache_dir() -> Path:
    """Where compiled terminologies lie: KLASK_CACHE, or ~/.cache/klask."""
    return Path(os.environ.get("KLASK_CACHE") or Path.home() / ".cache" / "klask")


def demo_home() -> Path:
    """The demonstration's own place: KLASK_DEMO_HOME, or ~/.local/share/klask/demo."""
    return Path(os.environ.get("KLASK_DEMO_HOME") or Path.home() / ".local" / "share" / "klask" / "demo")
