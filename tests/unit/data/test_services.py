"""Services: added and renamed by the coordinator."""

from sqlalchemy import Engine

from data.ledger import load_services
from data.register.faults import FaultCode
from data.register.services import save_service


def test_a_service_gets_a_code_from_its_label(register: Engine) -> None:
    """Addresses and files carry the code; the label is shown."""
    added = save_service(register, "  Antenne La Louvière ")
    services = load_services(register)
    assert services.index.tolist() == [added.id]
    assert services[["code", "label"]].to_numpy().tolist() == [["antenne_la_louviere", "Antenne La Louvière"]]


def test_renaming_keeps_the_code(register: Engine) -> None:
    """A link to the old name still works."""
    service = save_service(register, "Charleroi").id
    assert save_service(register, "Charleroi-Ville", service).id == service
    assert load_services(register)[["code", "label"]].to_numpy().tolist() == [
        ["charleroi", "Charleroi-Ville"]
    ]


def test_labels_that_share_a_code_get_two(register: Engine) -> None:
    """After a renaming, the old label is free, but not its code."""
    first = save_service(register, "Genappe").id
    save_service(register, "Genappe nord", first)
    save_service(register, "Genappe")
    assert load_services(register)["code"].tolist() == ["genappe", "genappe_2"]


def test_what_is_no_service_is_refused(register: Engine) -> None:
    """Empty, taken, identifying and unknown."""
    service = save_service(register, "Charleroi").id
    assert service is not None
    for label, number, code in (
        (" ", None, FaultCode.TEXT_MISSING),
        ("CHARLEROI", None, FaultCode.SERVICE_TAKEN),
        ("0470 12 34 56", None, FaultCode.TEXT_IDENTIFIES),
        ("x" * 81, service, FaultCode.TEXT_TOO_LONG),
        ("Autre", 99, FaultCode.GONE),
    ):
        assert [fault.code for fault in save_service(register, label, number).faults] == [code]
    assert load_services(register)["label"].tolist() == ["Charleroi"]
