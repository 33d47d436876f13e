"""The last change that was made on a screen, said with the button that takes it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from data.register.faults import Fault
from pages.ui.faults_view import show_faults
from pages.ui.text import _

Change = TypeVar("Change")


@dataclass(frozen=True)
class LastChange(Generic[Change]):
    """
    The last change of this session on one screen.

    Attributes
    ----------
    name : str
        Of the screen, for the keys of session and buttons.
    sentence : callable
        Says what was done, translated.
    take_back : callable
        Takes a change back, or gives what stands against that, which is then shown.
    taken_back : callable
        Told of a change once it has been taken back.
    can_be_undone : callable
        Tells whether there is a way back.
    """

    name: str
    sentence: Callable[[Change], str]
    take_back: Callable[[Change], Sequence[Fault]]
    taken_back: Callable[[Change], None]
    can_be_undone: Callable[[Change], bool] = lambda _: True

    def remember(self, change: Change) -> None:
        """Keep *change* as the last one."""
        st.session_state[self._change] = change
        st.session_state.pop(self._faults, None)

    def show(self) -> None:
        """Say what was last changed, with the button that takes it back, and what stood against that."""
        change: Change | None = st.session_state.get(self._change)
        if change is None:
            return
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/check_circle: {self.sentence(change)}", width="content")
            if self.can_be_undone(change):
                st.button(
                    _("Undo"),
                    icon=":material/undo:",
                    key=f"{self.name}_undo",
                    on_click=self._undo,
                    args=(change,),
                )
            st.button(
                _("Dismiss"),
                icon=":material/close:",
                key=f"{self.name}_dismiss",
                type="tertiary",
                on_click=self._forget,
            )
        show_faults(st.session_state.get(self._faults, ()), {})

    @property
    def _change(self) -> str:
        return f"_{self.name}_change"

    @property
    def _faults(self) -> str:
        return f"_{self.name}_undo_faults"

    def _forget(self) -> None:
        st.session_state.pop(self._change, None)
        st.session_state.pop(self._faults, None)

    def _undo(self, change: Change) -> None:
        faults = self.take_back(change)
        if faults:
            st.session_state[self._faults] = faults
            return
        self._forget()
        self.taken_back(change)
