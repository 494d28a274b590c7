"""What a refused page says beside its fields."""

from __future__ import annotations

import re

BLANK = "\u3000 \n"


def fault_beside(text: str, name: str) -> str:
    """What stands under the field whose id ends with `name`."""
    found = re.search(rf'<span class="field-error" id="e-([^"]*{name})">([^<]*)<', text)
    assert found is not None, text
    assert f'id="f-{found[1]}"' in text
    return found[2]
