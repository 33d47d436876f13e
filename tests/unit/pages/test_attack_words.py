"""What the attacks are called on screen."""

from geo.attacks.results import Attack
from pages.ui.attack_words import attack_name


def test_every_attack_has_a_name_of_its_own() -> None:
    """Two attacks with one name would be one line too few."""
    names = [attack_name(code) for code in Attack]
    assert len(set(names)) == len(Attack)
    assert not set(names) & set(Attack)


def test_an_attack_of_another_version_keeps_its_code() -> None:
    """An older file may name an attack that is gone."""
    assert attack_name("reconstruction_2030") == "reconstruction_2030"
