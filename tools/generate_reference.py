"""Write docs/reference/*.md from the code that they describe; a test holds the two together.

python tools/generate_reference.py            write
python tools/generate_reference.py --check    exit 1 where a page differs
"""

import sys
from pathlib import Path
from typing import Any

import typer.main
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from onrecord.cli import build_app
from onrecord.domain import errors
from onrecord.settings import Settings
from onrecord.storage.schema import metadata

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "<!-- Made by tools/generate_reference.py; edit the code instead. -->"


def settings_page() -> str:
    """Every environment variable with its default and meaning."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "~/.onrecord" if name == "home" else _default_of(field.default)
        rows.append(f"| `ONRECORD_{name.upper()}` | {f'`{default}`' if default else ''} | {field.description} |")
    return "\n".join(["# Settings", "", MADE, "", "| variable | default | meaning |", "|---|---|---|", *rows, ""])


def commands_page() -> str:
    """Every command with its options, as `--help` gives them."""
    root = typer.main.get_command(build_app())
    parts = ["# Commands", "", MADE, "", (root.help or "").strip(), ""]
    for name, command in sorted(_leaves(root)):
        parts += [f"## onrecord {name}", "", (command.help or "").strip(), "", *_options(command)]
    return "\n".join(parts).rstrip() + "\n"


def tables_page() -> str:
    """Every table with its columns."""
    parts = ["# Tables", "", MADE, "", "Times (`*_ms`) are UTC milliseconds.", ""]
    for table in metadata.sorted_tables:
        parts += [f"## {table.name}", "", "| column | type | |", "|---|---|---|"]
        for column in table.columns:
            notes = "key" if column.primary_key else ("" if column.nullable else "always present")
            parts.append(f"| `{column.name}` | {str(column.type).lower()} | {notes} |")
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


def errors_page() -> str:
    """The tree of errors, whether trying again is of use, and what to do."""
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.OnrecordError) and kind.advice
    ]
    rows = [f"| `{kind.__name__}` | {'no' if kind.permanent else 'yes'} | {kind.advice} |" for kind in kinds]
    return "\n".join(
        ["# Errors", "", MADE, "", "| error | tried again | what you can do |", "|---|---|---|", *rows, ""]
    )


def _default_of(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value in (None, PydanticUndefined) or isinstance(value, SecretStr) else str(value)


def _leaves(group: Any, prefix: str = "") -> list[tuple[str, Any]]:
    """(full name, command) of everything that can be run."""
    found: list[tuple[str, Any]] = []
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                found.append((prefix + name, command))
            found += _leaves(command, f"{prefix}{name} ")
        else:
            found.append((prefix + name, command))
    return found


def _options(command: Any) -> list[str]:
    rows = []
    for parameter in command.params:
        if parameter.name == "help":
            continue
        is_option = parameter.param_type_name == "option"
        names = ", ".join((*parameter.opts, *parameter.secondary_opts)) if is_option else parameter.name.upper()
        default = "" if callable(parameter.default) else parameter.default
        shown = "" if default in (None, False, "", ()) else f" Default: `{default}`."
        rows.append(f"- `{names}`: {parameter.help}{shown}")
    return [*rows, ""] if rows else []


PAGES = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "tables.md": tables_page,
    "errors.md": errors_page,
}


def main() -> int:
    """Write the pages, or say which differ."""
    stale = [name for name, page in PAGES.items() if _read(REFERENCE / name) != page()]
    if "--check" in sys.argv:
        print("\n".join(f"docs/reference/{name} is not what the code says" for name in stale))
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main())
