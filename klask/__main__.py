"""`python -m klask`, and the `klask` script."""

from __future__ import annotations

import errno
import os
import sys
import traceback

import click


def main() -> None:
    """Run the command line: results on stdout, everything else on stderr, no stack trace for a user."""
    from klask.cli import cli

    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("klask: stopped; what was finished is kept", err=True)
        code = 1
    except BrokenPipeError:
        # the reader of our output has gone (`| head`): nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        code = _explain(error)
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: Exception) -> int:
    from clinical.errors import KlaskError

    if isinstance(error, KlaskError):
        click.echo(f"klask: {error}", err=True)
        return error.exit_code
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
        remedy = "; the disk is full: free space and run the command again" if full else ""
        click.echo(f"klask: {place}{error.strerror or type(error).__name__}{remedy}", err=True)
        return 1
    # the message of an unforeseen error might hold patient text: only its type and place are told
    frame = traceback.extract_tb(error.__traceback__)[-1]
    click.echo(
        f"klask: internal error {type(error).__name__} at {frame.filename}:{frame.lineno}; please report it", err=True
    )
    return 1


if __name__ == "__main__":
    main()
