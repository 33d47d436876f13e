"""What is refused says what is wrong and what to do about it."""

from data.i18n import Translate


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
