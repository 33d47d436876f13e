"""A specification read back from where it was kept, checked as if it came from a stranger."""

from collections.abc import Mapping

from geo.displacement.model import AnalysisSpec, EffortRule, Window


def read_spec(kept: Mapping[str, object]) -> AnalysisSpec:
    """
    Return the specification that a mapping holds.

    Parameters
    ----------
    kept : mapping
        From `AnalysisSpec.to_json`, perhaps by way of a file.

    Returns
    -------
    AnalysisSpec
        Equal to the one that was kept.

    Raises
    ------
    ValueError
        If something is missing, of another kind, or contradicts itself.
    """
    try:
        return AnalysisSpec(
            announced=_whole(kept["announced"]),
            in_force=_whole(kept["in_force"]),
            pre=_window(kept["pre"]),
            post=_window(kept["post"]),
            treated=_places(kept["treated"]),
            displaced=_places(kept["displaced"]),
            control=_places(kept["control"]),
            effort=EffortRule(str(kept["effort"])),
        )
    except (KeyError, TypeError) as error:
        message = f"this is no specification of a study: {error}"
        raise ValueError(message) from error


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        message = f"{value!r} is no whole number"
        raise TypeError(message)
    return value


def _window(value: object) -> Window:
    if not isinstance(value, Mapping):
        message = f"{value!r} is no window"
        raise TypeError(message)
    return Window(_whole(value["first"]), _whole(value["years"]))


def _places(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        message = f"{value!r} is no list of places"
        raise TypeError(message)
    return tuple(_whole(place) for place in value)
