"""The application: one warehouse, blueprints by topic, and the guards that every request passes."""

from __future__ import annotations

import secrets

from flask import Flask

from search_app import access, errors, headers, language, limits, session, words
from search_app.views import admin, cohorts, documents, entry, lots, search
from warehouse.warehouse import Warehouse

MAX_REQUEST_BYTES = 300_000
"""A larger request is refused unread; the largest honest one is a cohort definition."""


def create_app(warehouse: Warehouse, *, secure: bool = False) -> Flask:
    """Make the application over an open warehouse.

    Args:
        warehouse: the search side; the application never holds a key.
        secure: behind TLS: cookies are sent over HTTPS only.
    """
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secrets.token_hex(32),  # signs nothing that outlives the process: sessions are server-side
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SECURE_COOKIES=secure,
    )
    app.extensions["klask"] = warehouse
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.install(app)
    words.install(app)
    session.install(app)
    access.install(app)
    limits.install(app)
    headers.install(app)
    errors.install(app)
    for blueprint in (entry.pages, search.pages, documents.pages, cohorts.pages, lots.pages, admin.pages):
        app.register_blueprint(blueprint)
    access.check_all_declared(app)
    return app
