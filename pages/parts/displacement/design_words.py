"""Why each zone of a design is where it is, what else changed meanwhile, and what is missing, in words."""

from collections.abc import Sequence

from data.register.regulations import RegulationRecord
from geo.displacement.model import AnalysisSpec, Arm
from geo.displacement.placing import Placement, Reason
from geo.displacement.results import Gate, Shortfall, StudyResult
from geo.displacement.rules import Confounder, Moment
from geo.displacement.zone_ratios import Sides
from pages.parts.displacement.wording import arm_label, month_name, window_text
from pages.ui.cache import regulations
from pages.ui.text import _, as_plain, language, ngettext, number, percent


def reason_text(placement: Placement) -> str:
    """Return why a zone is where it is."""
    texts = {
        Reason.TOUCHED: _("The rule touches it"),
        Reason.NEAR: _("Near a zone under the rule ({way})"),
        Reason.UNDER_RULE: _("The rule holds there too, but we were seldom there before"),
        Reason.SPARED: _("The rule spares it"),
        Reason.SAME_MUNICIPALITY: _("In the municipality of the rule"),
        Reason.NEWLY_VISITED: _("First visited after the announcement: listed, never counted as a gain"),
        Reason.ELSEWHERE: _("A place of the same kind, far from the rule ({way})"),
        Reason.OTHER_KIND: _("A kind of place to which nobody is expected to move"),
        Reason.TOO_NEAR: _("Too near to compare with, too far to be a destination ({way})"),
        Reason.WHERE_UNKNOWN: _("It is not known how far it lies"),
        Reason.OTHER_RULE: _("Another rule changed something there"),
        Reason.NEVER_VISITED: _("Never visited in these months"),
        Reason.SELDOM_BEFORE: _("Visited in {before} of the months before only"),
        Reason.SELDOM_AFTER: _("Visited in {after} of the months after only"),
        Reason.BY_HAND: _("Put here by hand"),
    }
    before, after = placement.looked
    return texts[placement.reason].format(
        way=way_text(placement), before=percent(before), after=percent(after)
    )


def way_text(placement: Placement) -> str:
    """Return how far a zone is from the nearest one under the rule."""
    if placement.minutes is not None:
        return _("{minutes} min").format(minutes=number(placement.minutes))
    return _("{km} km").format(km=number(placement.km, 1))


def has_question(spec: AnalysisSpec) -> bool:
    """Tell whether there is any zone that the rule may have changed."""
    return bool(spec.treated or spec.displaced)


def question_text(sides: Sides) -> str:
    """Return what a design asks of the zones that it can compare."""
    around, beside = _compared_groups(sides.arms)
    return _("Did contacts per hour of outreach rise more at {around} than in {control}?").format(
        around=around, control=beside
    )


def compared_text(result: StudyResult) -> str:
    """Return how many zones a result compares with how many others, over which months."""
    around, beside = _compared_groups([zone.arm for zone in result.zones])
    return _("Compared: {around} with {control}; {before} with {after}.").format(
        around=around,
        control=beside,
        before=window_text(result.spec.pre),
        after=window_text(result.spec.post),
    )


def _compared_groups(arms: Sequence[Arm]) -> tuple[str, str]:
    displaced, control = (arms.count(arm) for arm in (Arm.DISPLACED, Arm.CONTROL))
    around = ngettext("{count} possible destination", "{count} possible destinations", displaced)
    beside = ngettext("{count} comparison zone", "{count} comparison zones", control)
    return around.format(count=number(displaced)), beside.format(count=number(control))


def windows_lines(spec: AnalysisSpec, sides: Sides) -> str:
    """Return which months a design compares, what it asks besides, and which zones count nowhere."""
    lines = [
        _("Before: {before}. After: {after}. What lies between is not compared.").format(
            before=window_text(spec.pre), after=window_text(spec.post)
        )
    ]
    treated = sides.arms.count(Arm.TREATED)
    if treated:
        text = ngettext(
            "The same is asked of the {count} zone under the rule.",
            "The same is asked of the {count} zones under the rule.",
            treated,
        )
        lines.append(text.format(count=number(treated)))
    uncounted = sum(map(len, spec.arms.values())) - len(sides.zones)
    if uncounted:
        text = ngettext(
            "{count} zone was not visited both before and after: it is listed and counts nowhere.",
            "{count} zones were not visited both before and after: they are listed and count nowhere.",
            uncounted,
        )
        lines.append(text.format(count=number(uncounted)))
    return " ".join(lines)


def shortfall_text(one: Shortfall) -> str:
    """Return what is missing of one group, and how much of it there should be."""
    texts = {
        Gate.TREATED_ZONES: _("{found} zones visited before and after, at least {needed} are needed"),
        Gate.DISPLACED_ZONES: _("{found} zones visited before and after, at least {needed} are needed"),
        Gate.CONTROL_ZONES: _("{found} zones visited before and after, at least {needed} are needed"),
        Gate.SEASON_MONTHS: _("visited in {found} months of the year on both sides, all {needed} are needed"),
        Gate.EFFORT_RECORDED: _("somebody was there in {found} of the months, at least {needed} are needed"),
        Gate.CONTACTS: _("{found} contacts on the side with fewer, at least {needed} are needed"),
    }
    show = percent if one.gate is Gate.EFFORT_RECORDED else number
    text = texts[one.gate].format(found=show(one.found), needed=show(one.needed))
    return (
        text if one.arm is None else _("{group}: {missing}.").format(group=arm_label(one.arm), missing=text)
    )


def confounder_text(one: Confounder) -> str:
    """Return what else changed while the study looks."""
    rule = next((rule for rule in regulations() if rule.id == one.rule), None)
    title = as_plain(rule.title(language())) if rule else _("A rule since deleted")
    texts = {
        Moment.ANNOUNCED: _("{month}: announced: {title}"),
        Moment.IN_FORCE: _("{month}: in force: {title}"),
        Moment.ENDED: _("{month}: ended: {title}"),
    }
    text = texts[one.moment].format(month=month_name(one.month), title=title)
    return text + " " + _("(in the whole country)") if one.is_national else text


def rule_text(rule: RegulationRecord) -> str:
    """Return the title of a rule so that Markdown shows it as it was typed."""
    return as_plain(rule.title(language()))


def movable_arms() -> tuple[Arm, ...]:
    """Return the groups in the order in which they are offered."""
    return (Arm.TREATED, Arm.DISPLACED, Arm.CONTROL, Arm.LEFT_OUT)
