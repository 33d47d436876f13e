"""What was handed out, tested and helped with on a visit."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from data.recording.visit_drafts import Act, Handout, Help
from data.vocabulary import HealthActKind, MaterialKind, Mode, Nature, RelayTarget, Role
from pages.parts.record.taps import counted, show_counter
from pages.ui.text import _, number, term_of

COMMON_ACTS = (HealthActKind.TROD, HealthActKind.PREVENTION, HealthActKind.MATERIAL_EXCHANGE)
"""Acts that have a counter of their own; the others are chosen from a list."""

Line = TypeVar("Line")


def _folded(label: str, count: int) -> str:
    return f"{label} · {number(count)}" if count else label


def count_material(key: str, start: tuple[Handout, ...]) -> tuple[Handout, ...]:
    """
    Draw the material handed out.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : tuple of Handout
        What it starts from.

    Returns
    -------
    tuple of Handout
        What is counted.
    """
    known = {one.kind: one.count for one in start}
    keys = {kind: f"{key}_material_{kind}" for kind in MaterialKind}
    for kind, name in keys.items():
        st.session_state.setdefault(name, known.get(kind, 0))
    total = sum(map(counted, keys.values()))
    with st.expander(
        _folded(_("Material handed out"), total), icon=":material/inventory_2:", key=f"{key}_material"
    ):
        for kind, name in keys.items():
            show_counter(term_of(kind), name, steps=(1, 10))
    return tuple(Handout(kind, counted(name)) for kind, name in keys.items() if counted(name))


def count_acts(key: str, start: tuple[Act, ...]) -> tuple[Act, ...]:
    """
    Draw tests and care.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : tuple of Act
        What it starts from.

    Returns
    -------
    tuple of Act
        What is counted.
    """
    common = {(kind, Role.PERSON): f"{key}_act_{kind}" for kind in COMMON_ACTS}
    others: Counter[Act] = st.session_state.setdefault(f"{key}_acts_told", Counter[Act]())
    if f"{key}_acts_begun" not in st.session_state:
        st.session_state[f"{key}_acts_begun"] = True
        for one in start:
            name = common.get((one.kind, one.role))
            if name is not None:
                st.session_state[name] = one.count
            else:
                others[Act(one.kind, one.role)] += one.count
    total = sum(map(counted, common.values())) + others.total()
    with st.expander(
        _folded(_("Tests and care"), total), icon=":material/health_and_safety:", key=f"{key}_acts"
    ):
        for (kind, _role), name in common.items():
            show_counter(term_of(kind), name)
        _show_lines(others, f"{key}_act_line", lambda one: term_of(one.kind))
        rest = [kind for kind in HealthActKind if kind not in COMMON_ACTS]
        st.selectbox(
            _("Other care"),
            rest,
            index=None,
            format_func=term_of,
            key=f"{key}_act_kind",
            placeholder=_("Choose"),
        )
        _add_button(f"{key}_act", f"{key}_act_kind", _add_act)
    told = [Act(kind, role, counted(name)) for (kind, role), name in common.items() if counted(name)]
    return (*told, *(Act(one.kind, one.role, count) for one, count in others.items()))


def _add_act(key: str) -> None:
    prefix = key.removesuffix("_act")
    others: Counter[Act] = st.session_state[f"{prefix}_acts_told"]
    others[Act(st.session_state[f"{key}_kind"])] += 1


def count_help(key: str, start: tuple[Help, ...]) -> tuple[Help, ...]:
    """
    Draw the social interventions.

    Parameters
    ----------
    key : str
        Prefix of what the form keeps.
    start : tuple of Help
        What it starts from.

    Returns
    -------
    tuple of Help
        What is counted.
    """
    begun = Counter({Help(one.nature, one.mode, one.target): one.count for one in start})
    told: Counter[Help] = st.session_state.setdefault(f"{key}_help_told", begun)
    with st.expander(_folded(_("Help given"), told.total()), icon=":material/support:", key=f"{key}_help"):
        _show_lines(told, f"{key}_help_line", help_text)
        st.pills(_("What it was about"), list(Nature), format_func=term_of, key=f"{key}_help_nature")
        st.segmented_control(
            _("How"),
            list(Mode),
            default=Mode.RELAIS,
            required=True,
            format_func=term_of,
            key=f"{key}_help_mode",
            wrap=True,
        )
        if st.session_state[f"{key}_help_mode"] == Mode.RELAIS:
            st.selectbox(
                _("To which kind of service"),
                list(RelayTarget),
                index=None,
                format_func=term_of,
                key=f"{key}_help_target",
                placeholder=_("Not said"),
            )
        _add_button(f"{key}_help", f"{key}_help_nature", _add_help)
    return tuple(Help(one.nature, one.mode, one.target, count) for one, count in told.items())


def help_text(one: Help) -> str:
    """Return a social intervention in words."""
    words = (one.nature, one.mode, one.target)
    return " · ".join(term_of(word) for word in words if word is not None)


def _add_help(key: str) -> None:
    state = st.session_state
    told: Counter[Help] = state[f"{key}_told"]
    mode = state[f"{key}_mode"]
    target = state.get(f"{key}_target") if mode == Mode.RELAIS else None
    told[Help(state[f"{key}_nature"], mode, target)] += 1


def _add_button(key: str, choice: str, add: Callable[[str], None]) -> None:
    st.button(
        _("Add"),
        icon=":material/add:",
        key=f"{key}_add",
        width="stretch",
        disabled=st.session_state.get(choice) is None,
        on_click=add,
        args=(key,),
    )


def _show_lines(told: Counter[Line], key: str, text: Callable[[Line], str]) -> None:
    lines: Sequence[Line] = list(told)
    for position, one in enumerate(lines):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.markdown(f"{number(told[one])} × {text(one)}", width="stretch")
            st.button(
                "−",
                help=_("One less"),
                key=f"{key}_{position}",
                width=56,
                on_click=_one_less,
                args=(told, one),
            )


def _one_less(told: Counter[Line], one: Line) -> None:
    told[one] -= 1
    if told[one] <= 0:
        del told[one]
