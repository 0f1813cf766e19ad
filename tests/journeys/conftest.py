"""A served warehouse and a real Chromium; without one the tests skip, unless KLASK_REQUIRE_BROWSER is set."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from search_app import create_app
from tests.search_app.house import PASSWORD, House, make

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
REQUIRED = "KLASK_REQUIRE_BROWSER"


def find_chromium() -> str:
    path = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if path is None:
        message = f"no Chromium is installed (apt-get install chromium); looked for {', '.join(CHROMIUM)}"
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set but {message}")
        pytest.skip(message)
    return path


@dataclass(frozen=True)
class Site:
    """The served pages."""

    address: str
    house: House


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from waitress import create_server

    expect.set_options(timeout=10_000)
    house = make(tmp_path_factory.mktemp("journeys") / "home")
    server = create_server(create_app(house.warehouse), host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", house)
    server.close()
    thread.join(timeout=5)
    house.warehouse.close()


Opener = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, site: Site) -> Iterator[Opener]:
    """Opens a page as a role in a language; what the browser complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_as(role: str | None, language: str = "fr", *, width: int = 1280, script: bool = True) -> Page:
        locale = {"fr": "fr-FR", "en": "en-GB"}[language]
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=locale, java_script_enabled=script, base_url=site.address
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if _grave(message) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/")
        if role:
            site.house.warehouse.accounts.change(role, language=language)
            page.fill("#username", role)
            page.fill("#password", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_selector("nav.rooms")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not complaints


def _grave(message: Any) -> bool:
    """An error of ours: not the browser's line about an answer that is 4xx on purpose."""
    return message.type == "error" and "the server responded with a status of 4" not in message.text
