"""Views of the members' pages: read the request, call one thing, render."""
