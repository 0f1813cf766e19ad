"""Errors to pages: what happened, and what to do; never a stack trace, never patient text."""

from __future__ import annotations

import logging

from flask import Flask, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from clinical.errors import (
    BusyError,
    EngineError,
    KlaskError,
    NotFoundError,
    QueryRefusedError,
    StoreError,
    UsageError,
)
from search_app.notices import refusal_text
from search_app.numbers import plural
from search_app.problems import problem_text

log = logging.getLogger("klask.search_app")


def install(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int]:
        code = error.code or 500
        return page(code), code

    @app.errorhandler(KlaskError)
    def ours(error: KlaskError) -> tuple[str, int]:
        code = status(error)
        if code >= 500:
            log.error("%s: %s", type(error).__name__, error)
        if isinstance(error, QueryRefusedError):
            return page(code, refusal_text(error.reason)), code
        return page(code, problem_text(str(error)) if code == 400 else ""), code

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> tuple[str, int]:
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        log.error("internal error %s at %s", type(error).__name__, place)
        return page(500), 500


def status(error: KlaskError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, BusyError | StoreError | EngineError):
        return 503
    return 400 if isinstance(error, UsageError | QueryRefusedError) else 500


def come_back(seconds: int) -> str:
    """When the next request is served."""
    return plural("Réessayez dans %(num)s seconde.", "Réessayez dans %(num)s secondes.", seconds)


def page(code: int, detail: str = "") -> str:
    titles = {
        400: _("La demande n'a pas pu être lue"),
        401: _("Connectez-vous d'abord"),
        403: _("Votre rôle ne permet pas d'ouvrir cette page"),
        404: _("Cette page ou ce document n'existe pas, ou n'est pas accessible"),
        405: _("Cette page ne s'ouvre pas ainsi"),
        413: _("La demande est trop longue"),
        429: _("Trop de demandes en peu de temps"),
        503: _("Le service est momentanément indisponible"),
    }
    return render_template("error.html", code=code, title=titles.get(code, _("Une erreur est survenue")), detail=detail)
