"""Every sentence that a study can say; English sources, looked up when they are said.

None says that a rule caused anything, and none counts people: a test reads all of them for such words, in
every language.
"""

from data.i18n import mark
from geo.displacement.model import Arm

TEMPLATES = {
    "verdict_signal": mark("More contacts an hour than expected at the possible destinations."),
    "verdict_decrease": mark("Fewer contacts an hour than expected at the possible destinations."),
    "verdict_not_detected": mark("No clear change at the possible destinations."),
    "verdict_turns": mark("It is not clear whether anything changed at the possible destinations."),
    "verdict_effort_explains": mark(
        "More contacts at the possible destinations, but we were there for more hours ourselves."
    ),
    "verdict_too_little": mark("Too little data for an answer."),
    "signal": mark(
        "From {date} on, an hour of outreach at the possible destinations brought {ratio} times the contacts "
        "that the comparison zones lead one to expect (between {low} and {high}). That fits with "
        "displacement; other explanations remain possible."
    ),
    "decrease": mark(
        "From {date} on, an hour of outreach at the possible destinations brought {ratio} times the contacts "
        "that the comparison zones lead one to expect (between {low} and {high}): fewer, not more. Nothing "
        "points to displacement towards them; people may have gone elsewhere."
    ),
    "not_detected": mark(
        "From {date} on, an hour of outreach at the possible destinations brought {ratio} times the contacts "
        "that the comparison zones lead one to expect (between {low} and {high}). With these data only a "
        "change to {rise} times or more, or to {fall} times or less, would have been seen. This does not "
        "prove that there was no displacement."
    ),
    "turns": mark(
        "From {date} on, an hour of outreach at the possible destinations brought {ratio} times "
        "the contacts that the comparison zones lead one to expect (between {low} and {high}), but our hours "
        "changed so much that the change disappears or turns round with another assumption of how contacts "
        "grow with hours. This does not prove that there was no displacement."
    ),
    "effort_explains": mark(
        "From {date} on, more contacts at the possible destinations go along with more of our own hours "
        "there. An hour of outreach brought {ratio} times the contacts that the comparison zones lead one to "
        "expect (between {low} and {high}): the rise follows our presence."
    ),
    "too_little": mark("It cannot be said what happened at the possible destinations from {date} on."),
    "indicative": mark(
        "Indicative only, not tested: {ratio} times what the comparison zones lead one to expect (between "
        "{low} and {high})."
    ),
    "treated_fall": mark(
        "In the zones under the rule, an hour of outreach brought {ratio} times the contacts that the "
        "comparison zones lead one to expect (between {low} and {high}). Fewer contacts are not fewer "
        "people: those who worked there may have left, may be harder to see, or may be where our rounds do "
        "not come."
    ),
    "treated_rise": mark(
        "In the zones under the rule, an hour of outreach brought {ratio} times the contacts that the "
        "comparison zones lead one to expect (between {low} and {high}): more, not fewer."
    ),
    "treated_unclear": mark(
        "In the zones under the rule no clear change was found: {ratio} times the contacts that the "
        "comparison zones lead one to expect (between {low} and {high}). This does not prove that nothing "
        "changed there."
    ),
    "treated_too_little": mark("Too little data to say what happened in the zones under the rule."),
    "treated_withheld": mark(
        "The zones under the rule are too few for their figures to be told: they would be those of a zone."
    ),
    "movement": mark(
        "Change in contacts, at the hours of before: {lost} in the zones under the rule (between {lost_low} "
        "and {lost_high}), {gained} at the possible destinations (between {gained_low} and {gained_high}), "
        "{net} on balance (between {net_low} and {net_high})."
    ),
    "share": mark(
        "For 100 contacts fewer in the zones under the rule, those at the possible destinations changed by "
        "{share} (between {low} and {high}). These are contacts: nobody was followed from one zone to "
        "another."
    ),
    "newly_visited": mark(
        "Zones first visited after the announcement: {count}. They are listed and count nowhere: whoever "
        "begins to look somewhere finds people there."
    ),
    "own_rounds": mark(
        "Our own visits to the possible destinations, against those to the comparison zones: {ratio} times "
        "as many as before (between {low} and {high})."
    ),
    "power": mark(
        "The smallest change that this study would have found four times out of five: to {rise} times or "
        "more, or to {fall} times or less."
    ),
    "power_too_little": mark("Too little data to say how small a change would have been seen."),
    "caveat_contacts": mark("Contacts are not people: one person may be met many times, another never."),
    "caveat_effort": mark(
        "Our hours are allowed for, and it is assumed that an hour met people as easily before as after."
    ),
    "caveat_association": mark(
        "This is what happened at the same time, and not why. Evidence level {level} of 5 on the What Works "
        "scale."
    ),
    "caveat_power": mark(
        "A change to less than {rise} times, or to more than {fall} times, would mostly have stayed unseen."
    ),
    "caveat_power_too_little": mark("There is too little data to see even large changes."),
    "caveat_unmeasured": mark(
        "Not measured: meetings arranged online, flats that nobody visited, other towns, other hours than "
        "those of our rounds."
    ),
    "caveat_rules": mark("In the ledger, this too was announced, began or ended in these years: {rules}."),
    "caveat_no_rules": mark(
        "No other rule of the ledger was announced, began or ended in these years; what the ledger lacks may "
        "have changed."
    ),
    "evidence": mark(
        "Evidence level {level} of 5 (What Works): before and after, with comparable zones elsewhere."
    ),
    "evidence_low": mark(
        "Evidence level {level} of 5 (What Works): before and after only, without enough comparable zones."
    ),
    "looks_one": mark("Only one design was declared for this rule."),
    "looks": mark(
        "Designs declared for this rule: {count}. The more are tried, the sooner one of them shows something "
        "by chance."
    ),
    "short_displaced_zones": mark(
        "Possible destinations that can be compared: {found}; at least {needed} are needed."
    ),
    "short_control_zones": mark(
        "Comparison zones that can be compared with: {found}; at least {needed} are needed."
    ),
    "short_treated_zones": mark(
        "Zones under the rule that can be compared: {found}; at least {needed} is needed."
    ),
    "short_season_months": mark(
        "Months of the year in which somebody looked on both sides ({arm}): {found}; {needed} are needed."
    ),
    "short_effort_recorded": mark(
        "Months in which effort is recorded ({arm}): {found} %; at least {needed} % are needed."
    ),
    "short_contacts": mark(
        "Contacts in one of the two periods ({arm}): fewer than the {needed} that are needed."
    ),
}
"""Every sentence, by name."""

ARMS = {
    Arm.TREATED: mark("zones under the rule"),
    Arm.DISPLACED: mark("possible destinations"),
    Arm.CONTROL: mark("comparison zones"),
    Arm.LEFT_OUT: mark("zones left out"),
}
"""What the groups of zones are called within a sentence."""
