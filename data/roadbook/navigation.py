"""The way to a stop, for the navigator of a phone: addresses that are written out, never opened."""

from data.roadbook.contents import Position


def geo_uri(position: Position) -> str:
    """
    Return the address that a phone opens in the navigator it has, such as one that works without a network.

    Parameters
    ----------
    position : Position
        Where to go.

    Returns
    -------
    str
        Such as ``geo:50.41136,4.44448``; it names no place and asks no server.

    References
    ----------
    RFC 5870, "A Uniform Resource Identifier for Geographic Locations ('geo' URI)".
    """
    return f"geo:{position.text}"


def geo_link(position: Position) -> str:
    """
    Return the address of a link on a screen: with a pin, which Android's maps set for a search alone.

    Parameters
    ----------
    position : Position
        Where to go.

    Returns
    -------
    str
        Such as ``geo:50.41136,4.44448?q=50.41136,4.44448``; longer than a printed code can be.
    """
    return f"{geo_uri(position)}?q={position.text}"


def apple_maps_url(position: Position) -> str:
    """
    Return the address of the way there on Apple Maps: an iPhone opens no other kind of link to a position.

    Parameters
    ----------
    position : Position
        Where to go.

    Returns
    -------
    str
        Whoever opens it tells Apple where they go, and when.
    """
    return f"https://maps.apple.com/?daddr={position.text}"


def google_maps_url(position: Position) -> str:
    """
    Return the address of the way there on Google Maps.

    Parameters
    ----------
    position : Position
        Where to go.

    Returns
    -------
    str
        Whoever opens it tells Google where they go, and when.
    """
    return f"https://www.google.com/maps/dir/?api=1&destination={position.text}"
