"""Settings of the tests: the product's own, with all state in a folder that ends with the run."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="banso-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["BANSO_HOME"] = _home

from banso.config.settings import *  # noqa: E402, F403 - it reads BANSO_HOME when it is imported
from banso.config.settings import DATABASES  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in the product: WAL, IMMEDIATE and several connections behave as they will there.
    DATABASES["default"]["TEST"] = {"NAME": f"{_home}/test.sqlite3"}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
BANSO_GALLERY = True
