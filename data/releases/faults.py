"""Why a release file is not shown, or a release not made."""


class UntrustedReleaseError(Exception):
    """
    A file is no release that this app may show.

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


class ReleaseRefusedError(Exception):
    """
    A release cannot be made, published or taken back.

    Parameters
    ----------
    problem : str
        English source of what stands in the way.
    remedy : str
        English source of what to do.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
