"""What is wrong with a change to the register in words, and what to do about it."""

from data.i18n import mark
from data.register.fault_codes import FaultCode

TEXTS: dict[FaultCode, tuple[str, str]] = {
    FaultCode.TEXT_MISSING: (mark("This field is empty."), mark("Fill it in.")),
    FaultCode.TEXT_TOO_LONG: (
        mark("This text has {length} characters, and {longest} are kept at most."),
        mark("Shorten it."),
    ),
    FaultCode.TEXT_UNPRINTABLE: (
        mark("This text holds characters that cannot be shown."),
        mark("Type it again instead of pasting it."),
    ),
    FaultCode.TEXT_IDENTIFIES: (
        mark("This text looks like it holds {kind}."),
        mark("Write it without anything that points at a person."),
    ),
    FaultCode.LABEL_TAKEN: (
        mark("Another place already has this label."),
        mark("Choose a label that tells the two apart, or edit the other place."),
    ),
    FaultCode.KIND_FIXED: (
        mark("The kind of a place that has visits cannot change: past visits would be counted anew."),
        mark("Close this place on a date and open a new one of the other kind."),
    ),
    FaultCode.SERVICE_MISSING: (
        mark("It is not said which service looks after this place."),
        mark("Choose one of the services in the list."),
    ),
    FaultCode.SERVICE_UNKNOWN: (
        mark("This service is not in the register."),
        mark("Choose one of the services in the list."),
    ),
    FaultCode.SERVICE_TAKEN: (
        mark("Another service already has this name."),
        mark("Choose a name that tells the two apart."),
    ),
    FaultCode.MUNICIPALITY_MISSING: (
        mark("The municipality is not known."),
        mark("Choose the municipality in the list."),
    ),
    FaultCode.MUNICIPALITY_UNKNOWN: (
        mark("No municipality of today has this code."),
        mark("Choose the municipality in the list."),
    ),
    FaultCode.MUNICIPALITY_ELSEWHERE: (
        mark("The position does not lie in this municipality."),
        mark("Choose another municipality, or correct the position."),
    ),
    FaultCode.MUNICIPALITY_FIXED: (
        mark("These private flats have visits, which are counted in their municipality."),
        mark("Close them on a date and open those of the other municipality."),
    ),
    FaultCode.SHAPE_EMPTY: (
        mark("This place has no position."),
        mark("Click its position or its corners on the map, or type the coordinates."),
    ),
    FaultCode.SHAPE_WRONG_TYPE: (
        mark("A place is a point or a zone, not a line or a collection."),
        mark("Draw it as one point or as the outline of a zone."),
    ),
    FaultCode.SHAPE_TOO_FEW_CORNERS: (
        mark("A zone needs at least three different corners."),
        mark("Add corners, or make it a single point."),
    ),
    FaultCode.SHAPE_CROSSES_ITSELF: (
        mark("The outline of this zone crosses itself."),
        mark("Put the corners in order around the zone."),
    ),
    FaultCode.SHAPE_TOO_SMALL: (
        mark("This zone is smaller than 200 m²."),
        mark("Draw it larger, or make it a single point."),
    ),
    FaultCode.SHAPE_TOO_LARGE: (
        mark("This zone is too large to be a place."),
        mark("Draw a smaller zone, or several."),
    ),
    FaultCode.SHAPE_OUTSIDE: (
        mark("This position lies far outside Belgium."),
        mark("Check the order: latitude first, then longitude, in degrees."),
    ),
    FaultCode.SHAPE_OF_FLATS: (
        mark("Private flats are never mapped finer than their municipality."),
        mark("Leave out the position and choose the municipality."),
    ),
    FaultCode.SHAPE_MOVED: (
        mark(
            "This place has visits, and its outline would move by {metres} m; up to {most} m is a correction."
        ),
        mark("Close this place on a date and open a new one at the new position."),
    ),
    FaultCode.DATE_MISSING: (mark("The date is missing."), mark("Choose a date.")),
    FaultCode.DATE_UNLIKELY: (
        mark("This date is not between {first} and {last}."),
        mark("Check the year."),
    ),
    FaultCode.DATES_REVERSED: (
        mark("The last day lies before the first one."),
        mark("Exchange the two dates, or correct one."),
    ),
    FaultCode.VISITS_BEFORE: (
        mark("Visits are recorded here since {day}."),
        mark("Choose this day or an earlier one as the first day."),
    ),
    FaultCode.VISITS_AFTER: (
        mark("Visits are recorded here until {day}."),
        mark("Choose this day or a later one as the last day."),
    ),
    FaultCode.TARGET_OUT_OF_RANGE: (
        mark("The target is not a number of days from 1 to 365."),
        mark("Give the days between two visits, or leave the field empty for no target."),
    ),
    FaultCode.OPENING_WEEKDAY: (
        mark("An opening window has no day of the week."),
        mark("Choose a day from Monday to Sunday."),
    ),
    FaultCode.OPENING_EMPTY: (
        mark("An opening window closes at the minute at which it opens."),
        mark("Correct one of the two hours, or remove the line."),
    ),
    FaultCode.OPENING_OVERLAP: (
        mark("Two opening windows overlap."),
        mark("Join them into one, or correct their hours; a window may run past midnight."),
    ),
    FaultCode.HAS_VISITS: (
        mark("Visits refer to this place: {count}. It cannot be deleted."),
        mark("Close it on a date: its past stays and it is no longer proposed."),
    ),
    FaultCode.HAS_REGULATIONS: (
        mark("The ledger of regulations refers to this place."),
        mark("Close it on a date, or take it out of the regulation first."),
    ),
    FaultCode.HAS_PLANS: (
        mark("A pair leaves from this place, or a round, a schedule or an appointment goes there."),
        mark("Close it on a date, or take it out of the plans and pairs first."),
    ),
    FaultCode.HAS_STUDIES: (
        mark("A displacement study was declared with this place in one of its groups."),
        mark("Close it on a date: a study keeps what it was declared with."),
    ),
    FaultCode.GONE: (
        mark("This record is no longer in the register."),
        mark("Reload the page to see what is there now."),
    ),
    FaultCode.CHANGED_MEANWHILE: (
        mark("Somebody else changed this record in the meantime."),
        mark("Reload the page and make your change again."),
    ),
    FaultCode.ANNOUNCED_LATE: (
        mark("The announcement lies after the day on which the rule came into force."),
        mark("Correct one of the two dates, or leave the announcement empty."),
    ),
    FaultCode.WHERE_MISSING: (
        mark("It is not said where this rule applies."),
        mark("Choose a municipality, draw an area, or choose places."),
    ),
    FaultCode.AREA_IS_POINT: (
        mark("A rule applies in an area, and this is a single point."),
        mark("Draw at least three corners, or choose the place itself."),
    ),
    FaultCode.NAMED_AND_SPARED: (
        mark("A place is named and spared at once."),
        mark("Leave it in one of the two lists."),
    ),
    FaultCode.PLACE_UNKNOWN: (
        mark("One of the places is not in the register."),
        mark("Choose the places in the list again."),
    ),
    FaultCode.ALREADY_IN_LEDGER: (
        mark("The ledger already holds a rule of this kind with this title and date."),
        mark("Edit that rule instead."),
    ),
    FaultCode.PAIR_UNKNOWN: (
        mark("It is not said which pair this is for, or the register has no such pair."),
        mark("Choose one of the pairs in the list."),
    ),
    FaultCode.PLANNED_TWICE: (
        mark("A place would be visited twice on one day."),
        mark("Choose another day for one of the two visits."),
    ),
    FaultCode.PAIR_OF_OTHERS: (
        mark("This would change visits of another service's pairs."),
        mark("Ask a coordinator of that service, or one of all services."),
    ),
    FaultCode.NOTHING_TO_UNDO: (
        mark("There is no change left to take back or to make again."),
        mark("Reload the page to see where the schedule stands."),
    ),
    FaultCode.HOURS_MISSING: (mark("An hour is missing."), mark("Give both hours.")),
    FaultCode.HOURS_EMPTY: (
        mark("It ends at the minute at which it begins."),
        mark("Correct one of the two hours."),
    ),
    FaultCode.WEEKS_OUT_OF_RANGE: (
        mark("It comes back after a number of weeks that is not from 1 to 12."),
        mark("Choose 0 where it happens once, or the weeks from one to the next."),
    ),
    FaultCode.BUSY: (
        mark("The register is being written to by something else, such as an import."),
        mark("Nothing was changed. Try again in a minute."),
    ),
    FaultCode.NOT_WRITTEN: (
        mark("The register could not be written: its database answers with an error."),
        mark("Nothing was changed. Tell whoever runs Maraude; the server's log says which error it is."),
    ),
    FaultCode.SCHEDULE_BEGUN: (
        mark("The first day of this schedule has passed."),
        mark("Move it by whole weeks, or propose a new one."),
    ),
    FaultCode.PAIR_CLOSED: (
        mark("This pair is closed, or no longer in the register."),
        mark("Reload the page and choose the pairs of the evening again."),
    ),
    FaultCode.PAIR_INCOMPLETE: (
        mark("This pair has no nurse or no worker."),
        mark("Say that it goes out all the same this evening, or complete it on the screen of pairs."),
    ),
    FaultCode.PAIR_WITHOUT_DEPOT: (
        mark("It is not said which office this pair leaves from."),
        mark("Choose its office on the screen of pairs."),
    ),
    FaultCode.EVENING_PAST: (
        mark("This evening is over."),
        mark("Plan this evening or a later one."),
    ),
    FaultCode.ROUND_BEGUN: (
        mark("Visits of this round are recorded already."),
        mark("Its plan stays as it is: plan the other pairs without it."),
    ),
    FaultCode.PLACE_SHUT_DOWN: (
        mark("This place is not in use on that day."),
        mark("Take it off the round, or open the place again."),
    ),
    FaultCode.PLACE_TWICE: (
        mark("This place stands on two rounds of the evening."),
        mark("Leave it on one of them."),
    ),
    FaultCode.CHOICE_UNKNOWN: (
        mark("There is no such choice."),
        mark("Reload the page and choose again."),
    ),
    FaultCode.CHOICE_OUT_OF_RANGE: (
        mark("This number is not between {low} and {high}."),
        mark("Choose a number within these limits."),
    ),
    FaultCode.SERVICE_MIN_OUT_OF_RANGE: (
        mark("The usual length of a visit is not a number of minutes from 1 to {longest}."),
        mark("Give the minutes, or leave the field empty where past visits say it."),
    ),
    FaultCode.CARRIAGEWAY_OUT_OF_RANGE: (
        mark("The direction of the carriageway is not a bearing from 0 to 359 degrees."),
        mark("Choose a direction in the list."),
    ),
    FaultCode.CARRIAGEWAY_OF_OTHERS: (
        mark("Only a motorway rest area or a car park opens onto one carriageway."),
        mark("Leave out the direction, or correct the kind of place."),
    ),
    FaultCode.PAIR_NUMBER: (
        mark("The number of a pair is not from 1 to {largest}."),
        mark("Choose a small number: with its service it is the pair's name."),
    ),
    FaultCode.PAIR_TAKEN: (
        mark("This service already has a pair with this number."),
        mark("Choose another number."),
    ),
    FaultCode.PAIR_HAS_ROUNDS: (
        mark("This pair has rounds or stands in a schedule. It cannot be deleted."),
        mark("Close it: its past stays, and it is no longer planned."),
    ),
    FaultCode.DEPOT_UNKNOWN: (
        mark("The place it leaves from is not in the register, or has no position."),
        mark("Choose a place in the list, or add the office on the screen of places."),
    ),
    FaultCode.HOURS_OVERLAP: (
        mark("Two of its hours overlap."),
        mark("Join them into one, or correct them; hours may run past midnight."),
    ),
    FaultCode.HOURS_TOO_LONG: (
        mark("A pair would be out for more than {hours} hours at a stretch."),
        mark("Check both hours: what ends before it starts runs past midnight."),
    ),
    FaultCode.HOURS_REVERSED: (
        mark("The round would end before its last visit, or before it began."),
        mark("Correct one of the two hours."),
    ),
    FaultCode.DAY_TWICE: (
        mark("A day stands twice among those that differ."),
        mark("Keep one of the two."),
    ),
    FaultCode.DAY_TO_COME: (
        mark("This evening is still to come."),
        mark("Record its visits once the pair has been out."),
    ),
    FaultCode.DAY_BY_MONTH: (
        mark("Records before {day} are kept by month only."),
        mark("Visits of that time can no longer be recorded or corrected one by one."),
    ),
    FaultCode.OUTCOME_MISSING: (
        mark("It is not said how the visit ended."),
        mark("Choose one of the four large buttons."),
    ),
    FaultCode.MET_NOBODY: (
        mark("The visit met somebody, but nobody is counted."),
        mark("Count the people met, or choose how else the visit ended."),
    ),
    FaultCode.MET_DESPITE_OUTCOME: (
        mark("People are counted, but the visit did not meet anybody."),
        mark("Say that somebody was met, or take the people out."),
    ),
    FaultCode.WORK_WITH_NOBODY: (
        mark("Tests or help are counted, but nobody was met."),
        mark("Take them out, or say that somebody was met."),
    ),
    FaultCode.PRIOR_BEYOND_MET: (
        mark("More people said where they worked before than people in prostitution were met."),
        mark("Correct the one or the other; nobody has to say it."),
    ),
    FaultCode.TARGET_WITHOUT_RELAIS: (
        mark("A service is named, but this help is no referral."),
        mark("Choose referral, or take the service out."),
    ),
    FaultCode.MINUTES_OUT_OF_RANGE: (
        mark("The length of the visit is not a number of minutes from 1 to {longest}."),
        mark("Give the minutes, or leave the field empty where nobody noted them."),
    ),
    FaultCode.COUNT_OUT_OF_RANGE: (
        mark("A count is not a whole number from 1 to {largest}."),
        mark("Correct the count, or take the line out."),
    ),
    FaultCode.PLACE_OF_OTHERS: (
        mark("Another service looks after this place, and it is not on this round."),
        mark("Choose a place of the service that is out."),
    ),
    FaultCode.ALREADY_RECORDED: (
        mark("This visit is recorded already, perhaps on another phone. Nothing was recorded twice."),
        mark("Open it in the list to correct it."),
    ),
    FaultCode.ALREADY_IMPORTED: (
        mark("This visit is in the register already: it came with a file. Nothing was recorded twice."),
        mark("Correct it in the file and import that again, or take the import back first."),
    ),
    FaultCode.TOO_LATE: (
        mark("This visit was recorded on an earlier evening."),
        mark("Ask a coordinator to correct it."),
    ),
    FaultCode.NOTHING_RECORDED: (
        mark("No visit of this round is recorded."),
        mark("Record a stop first. A round that did not go out stays as a plan and counts nowhere."),
    ),
    FaultCode.TRIP_PLACE_MISSING: (
        mark("It is not said which place this is."),
        mark("Choose a place or an office in the list."),
    ),
    FaultCode.TRIP_SAME_PLACE: (
        mark("This trip ends where it begins."),
        mark("Choose another place for one of its ends."),
    ),
    FaultCode.TRIP_MINUTES_MISSING: (
        mark("It is not said how long the trip took."),
        mark("Give the minutes from leaving to arriving."),
    ),
    FaultCode.TRIP_MINUTES_UNLIKELY: (
        mark("A trip takes between 1 and {longest} minutes."),
        mark("Give the minutes from leaving to arriving, without stops."),
    ),
    FaultCode.TRIP_TOO_FAST: (
        mark("These places lie {km} km apart: in so few minutes that would be {kmh} km/h as the crow flies."),
        mark("Check the minutes and both places."),
    ),
    FaultCode.TRIP_TOO_SLOW: (
        mark("These places lie {km} km apart: nobody needs {minutes} minutes for that."),
        mark("Check the minutes and both places. Stops on the way do not count."),
    ),
}
"""What each fault says, and what to do about it, as English sources."""
