"""The composition root: settings, urls, wsgi."""
