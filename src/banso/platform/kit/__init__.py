"""Plain helpers without framework: days, text, money, identifiers, errors."""
