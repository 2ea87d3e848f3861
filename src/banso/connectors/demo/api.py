"""The front door of the demo."""

from banso.connectors.demo.workspace import Access, ensure, remove

__all__ = ["Access", "ensure", "remove"]
