"""search_app: what does a person see? Flask pages; holds no rule of its own."""

from search_app.app import create_app

__all__ = ["create_app"]
