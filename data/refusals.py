"""What is refused says what is wrong and what to do about it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from data.i18n import Translate


class Flaw(ABC):
    """One thing that is wrong with what somebody brings, in two sentences of a closed list."""

    @property
    @abstractmethod
    def sentences(self) -> tuple[str, str]:
        """English sources of what is wrong and of what to do about it."""

    def named(self, translate: Translate) -> Mapping[str, object]:  # noqa: ARG002 - for those that name words
        """
        Return what the sentences name.

        Parameters
        ----------
        translate : Translate
            The look-up of the language.

        Returns
        -------
        mapping of str to object
            By the names of their gaps; empty where they have none.
        """
        return {}

    def message(self, translate: Translate) -> str:
        """
        Return what is wrong, in a sentence.

        Parameters
        ----------
        translate : Translate
            The look-up of the language.

        Returns
        -------
        str
            Without the remedy.
        """
        return translate(self.sentences[0]).format(**self.named(translate))

    def remedy(self, translate: Translate) -> str:
        """
        Return what to do about it, in a sentence.

        Parameters
        ----------
        translate : Translate
            The look-up of the language.

        Returns
        -------
        str
            An instruction.
        """
        return translate(self.sentences[1]).format(**self.named(translate))


class RefusedError(Exception):
    """
    Something is refused, and nothing has changed; each reason to refuse is a class of its own.

    Parameters
    ----------
    problem : str
        English source of what is wrong.
    remedy : str
        English source of what to do.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy

    def sentence(self, translate: Translate) -> str:
        """
        Return both in one language.

        Parameters
        ----------
        translate : Translate
            The look-up of that language.

        Returns
        -------
        str
            For a line of a terminal.
        """
        return f"{translate(self.problem)} {translate(self.remedy)}"
