"""Single values out of YAML, so that nothing has to be installed for it."""

import json


def values(text, name):
    for line in text.splitlines():
        key, colon, value = line.strip().partition(": ")
        if colon and key == name:
            yield json.loads(value) if value.startswith('"') else value
