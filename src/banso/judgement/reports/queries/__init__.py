"""What reports show, made from the front doors of the apps below."""
