"""Services (*antennes*): what places are looked after by."""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.geography.municipalities import fold
from data.register.faults import Fault, FaultCode, RefusedError, Saved
from data.register.tables import LABEL, Service
from data.register.validation import attempt, refuse_if, text_faults, tidied

CODE = 32
"""Longest code, in characters."""


def save_service(engine: Engine, label: str, service_id: int | None = None) -> Saved:
    """
    Add a service, or give one another label.

    Parameters
    ----------
    engine : Engine
        The register.
    label : str
        What it is called; its code, which addresses and files carry, is made from it once.
    service_id : int, optional
        The service to rename; None adds one.

    Returns
    -------
    Saved
        The service's identifier, or every fault at once.
    """
    wanted = tidied(label)

    def change(session: Session) -> int:
        others = [one for one in session.scalars(select(Service)) if one.id != service_id]
        faults = [*text_faults(wanted, "label", LABEL)]
        if fold(wanted) in {fold(one.label) for one in others}:
            faults.append(Fault(FaultCode.SERVICE_TAKEN, "label"))
        refuse_if(faults)
        service = Service() if service_id is None else session.get(Service, service_id)
        if service is None:
            raise RefusedError(Fault(FaultCode.GONE))
        service.label = wanted
        if service_id is None:
            service.code = _code(wanted, {one.code for one in others})
        session.add(service)
        session.flush()
        return service.id

    return attempt(engine, change)


def _code(label: str, taken: set[str]) -> str:
    base = fold(label).replace(" ", "_")[: CODE - 4] or "service"
    candidates = (base, *(f"{base}_{number}" for number in range(2, 1000)))
    return next(code for code in candidates if code not in taken)
