"""What displacement studies found, as far as the release tells it."""

import streamlit as st

from data.releases.manifest import Statement
from data.releases.statement_words import title_in, told_of
from data.studies.sentences import caveats, details, evidence_line, headline, looks_line, power_line, verdict
from pages.parts.released.opening import release
from pages.ui.text import _, as_plain, date_text, language


def show_studies() -> None:
    """Draw one box a study: the answer, what could have been seen, what it cannot say, how to read it."""
    for statement in release().manifest.studies:
        with st.container(border=True, gap="small"):
            _show_study(statement)


def _show_study(statement: Statement) -> None:
    told = told_of(statement, language(), _)
    st.caption(_("What a rule moved: {title}").format(title=as_plain(title_in(statement.titles, language()))))
    st.markdown("#### " + as_plain(verdict(told)))
    for line in (headline(told), *details(told), power_line(told)):
        st.markdown(as_plain(line))
    st.caption(f"{as_plain(evidence_line(told))} {as_plain(looks_line(told))}")
    # What it cannot say is never folded away.
    st.markdown("**{title}**".format(title=_("What this study cannot say")))
    st.markdown("\n".join(f"1. {as_plain(line)}" for line in caveats(told)))
    with st.expander(_("How to read this"), icon=":material/info:", key=f"study_{statement.digest[:12]}"):
        (first, last), (since, until) = statement.before, statement.after
        compared = _("Compared: {first} to {last}, and {since} to {until}.").format(
            first=date_text(first), last=date_text(last), since=date_text(since), until=date_text(until)
        )
        inside = _(
            "Estimated inside the register, on exact counts by zone; the ratios were then rounded outwards. "
            "From the rounded months of this release such a study would see far less."
        )
        st.markdown("\n".join(f"- {as_plain(line)}" for line in (compared, inside)))
