"""French first, English second: a person's choice is kept in the account, before log-in in a cookie."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_babel import Babel, get_locale, get_translations

from search_app.numbers import tied
from search_app.session import current

LANGUAGES = {"fr": "Français", "en": "English"}
COOKIE = "klask-language"


def chosen() -> str:
    """The language of this request."""
    session = current()
    wanted = session.language if session else request.cookies.get(COOKIE)
    return wanted if wanted in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES), "fr") or "fr"


def install(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "fr")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=chosen)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: tied(get_translations().ugettext(text)),
        lambda one, many, num: tied(get_translations().ungettext(one, many, num)),
        newstyle=True,
    )

    @app.context_processor
    def values() -> dict[str, Any]:
        return {"lang": str(get_locale()), "languages": LANGUAGES}
