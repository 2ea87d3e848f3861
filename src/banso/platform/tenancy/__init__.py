"""Workspaces, and the rule that nothing is read or written outside one."""
