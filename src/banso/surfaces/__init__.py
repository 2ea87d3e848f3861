"""How people and programs reach it: pages and commands."""
