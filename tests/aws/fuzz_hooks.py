"""What openapi.json cannot say of the API, said to schemathesis."""

import json
import re
import uuid
from pathlib import Path

import schemathesis

NAME = "Idempotency-Key"
DOCUMENT = json.loads(Path("contracts/openapi.json").read_text())
PARAMETERS = DOCUMENT["paths"]["/users"]["post"]["parameters"]
PATTERN = next(parameter["schema"]["pattern"] for parameter in PARAMETERS if parameter["name"] == NAME)


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that came before with another body is answered with 422: each valid key becomes one of its own."""
    key = (case.headers or {}).get(NAME)
    if isinstance(key, str) and re.match(PATTERN, key):
        case.headers[NAME] = unique(key)


def unique(key):
    """As odd as it was, and still of 255 characters at most."""
    prefix = str(uuid.uuid4())
    if not key.startswith('"'):
        return (prefix + key)[:255]
    return f'"{prefix}{key[1:]}' if len(key) < 220 else f'"{prefix}"'
