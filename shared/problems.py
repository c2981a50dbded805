"""Say what went wrong, where, and what to do next.

A `Problem` is raised beside the deed that failed; its subclasses live in the module that raises
them. A `Fault` is one thing wrong in one place; a problem may carry many, so that a reader can
report everything at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """Name one thing wrong, in a place, with its remedy."""

    where: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message} {self.remedy}".strip()


class Problem(Exception):
    """Carry a stable code, what happened, the next step, and the faults behind it.

    `message` and `remedy` are printed as they are: Chinese where a tablet or office user can meet
    them, English where only an operator at a terminal or an API client does. `status` is the
    HTTP status the server answers with.
    """

    def __init__(
        self,
        code: str,
        message: str,
        remedy: str,
        *,
        fields: Sequence[Fault] = (),
        status: int = 422,
    ) -> None:
        super().__init__(code, message, remedy)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.fields = tuple(fields)
        self.status = status

    def __str__(self) -> str:
        head = f"{self.message} {self.remedy}".strip()
        return "\n".join([head, *(f"  {fault}" for fault in self.fields)])

    def as_dict(self) -> dict[str, Any]:
        """Give the JSON form that HTTP answers and the command line print."""
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "fields": [
                {"where": fault.where, "message": fault.message, "remedy": fault.remedy}
                for fault in self.fields
            ],
        }
