"""Finding a program inside an installed wheel."""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from app.embedded.errors import CannotStart


def program_in(*, wheel: str, name: str) -> Path:
    """The file called `name` that `wheel` installed."""
    try:
        files = distribution(wheel).files or []
    except PackageNotFoundError:
        raise CannotStart(f"The package {wheel} is not installed: run `make setup`.") from None
    for file in files:
        if file.name == name:
            return Path(str(file.locate())).resolve()
    raise CannotStart(f"The package {wheel} has no program {name} for this kind of machine.")
