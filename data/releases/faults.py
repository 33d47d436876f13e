"""Why a release file is not shown, or a release not made."""

from data.refusals import RefusedError


class UntrustedReleaseError(RefusedError):
    """A file is no release that this app may show."""


class ReleaseRefusedError(RefusedError):
    """A release cannot be made, published or taken back."""
