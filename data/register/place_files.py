"""From the places of a file to places of the register."""

from collections.abc import Mapping, Sequence

from data.geography.layers import PlaceProposal
from data.register.place_checks import PlaceDraft


def drafts_of(
    proposals: Sequence[PlaceProposal], service: int, chosen: Mapping[int, str]
) -> list[PlaceDraft]:
    """
    Complete the places that a file proposes.

    Parameters
    ----------
    proposals : sequence of PlaceProposal
        n places, as `data.geography.layers.read_places_layer` gives them.
    service : int
        Identifier of the service that looks after all of them.
    chosen : mapping of int to str
        NIS codes by number of the feature, where the position leaves more than one municipality.

    Returns
    -------
    list of PlaceDraft
        n drafts in the same order, for `data.register.places.save_places`. A municipality that is neither
        certain nor chosen stays None and is a fault there.
    """
    return [
        PlaceDraft(
            kind=proposal.kind,
            label=proposal.label,
            geometry=proposal.geometry,
            municipality=proposal.municipality or chosen.get(proposal.feature),
            service=service,
        )
        for proposal in proposals
    ]
