/* The calendar of a schedule: weeks of days, days of rounds, and visits that can be dragged to another day. */

const node = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
};

/* What was folded and unfolded by hand stays so while the screen is drawn again. */
const unfolded = new Map();

const foldable = (button, body, name, usual) => {
  const show = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    body.classList.toggle("folded", !isOpen);
  };
  show(unfolded.get(name) ?? usual);
  button.onclick = () => {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    unfolded.set(name, isOpen);
    show(isOpen);
  };
};

const visitButton = (visit, data, setTriggerValue) => {
  const made = node("button", "visit");
  made.type = "button";
  made.classList.toggle("chosen", visit.id === data.chosen);
  made.classList.toggle("wrong", visit.wrong);
  made.append(node("span", "hour", visit.hour), node("span", "place", visit.place));
  if (visit.marks) made.append(node("span", "marks", visit.marks));
  made.setAttribute("aria-label", visit.label);
  made.title = visit.label;
  made.onclick = () => setTriggerValue("chosen", visit.id);
  if (data.editable && visit.movable) {
    made.draggable = true;
    made.ondragstart = (event) => {
      event.dataTransfer.setData("text/plain", visit.id);
      event.dataTransfer.effectAllowed = "move";
    };
  }
  return made;
};

/* Where many weeks are shown, a round is one line until it is pressed. */
const roundBox = (round, day, data, setTriggerValue) => {
  const made = node("div", "round");
  const visits = node("div", "visits");
  visits.append(...round.visits.map((visit) => visitButton(visit, data, setTriggerValue)));
  if (!data.dense) {
    made.append(node("p", "pair", round.pair), visits);
    return made;
  }
  const head = node("button", "round-head");
  head.type = "button";
  head.append(node("span", "pair", round.pair), node("span", "count", round.summary));
  head.setAttribute("aria-label", round.label);
  head.classList.toggle("wrong", round.visits.some((visit) => visit.wrong));
  const holdsChosen = round.visits.some((visit) => visit.id === data.chosen);
  foldable(head, visits, `${data.name}/${day.label}/${round.pair}/${round.start}`, holdsChosen);
  made.append(head, visits);
  return made;
};

const dayCell = (day, data, setTriggerValue) => {
  const made = node("section", "day");
  made.dataset.day = day.number;
  made.setAttribute("aria-label", day.label);
  made.classList.toggle("today", day.today);
  made.classList.toggle("past", day.past);
  made.classList.toggle("empty", !day.rounds.length && !day.notes.length);
  const head = node("header", "date");
  head.append(node("span", "long", day.label), node("span", "short", day.short));
  made.append(head);
  for (const note of day.notes) made.append(node("p", "note", note));
  for (const round of day.rounds) made.append(roundBox(round, day, data, setTriggerValue));
  if (data.editable && !day.past) {
    made.ondragover = (event) => {
      event.preventDefault();
      made.classList.add("over");
    };
    made.ondragleave = () => made.classList.remove("over");
    made.ondrop = (event) => {
      event.preventDefault();
      made.classList.remove("over");
      const visit = event.dataTransfer.getData("text/plain");
      if (visit) setTriggerValue("moved", { visit, day: day.number });
    };
  }
  return made;
};

/* A week that is over is one line; on a phone, so is each week but the first to come. */
const weekBox = (week, data, setTriggerValue) => {
  const made = node("div", "week");
  const days = node("div", "days");
  days.append(...week.days.map((day) => dayCell(day, data, setTriggerValue)));
  if (!data.dense) {
    made.append(days);
    return made;
  }
  const head = node("button", "week-head");
  head.type = "button";
  head.append(node("span", "from", week.label), node("span", "count", week.summary));
  made.classList.toggle("past", week.past);
  foldable(head, days, `${data.name}/${week.label}`, week.next);
  made.append(head, days);
  return made;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".schedule");
  root.setAttribute("aria-label", data.label);
  root.classList.toggle("dense", data.dense);
  const heads = node("div", "weekdays");
  heads.append(...data.weekdays.map((name) => node("div", "weekday", name)));
  root.replaceChildren(heads, ...data.weeks.map((week) => weekBox(week, data, setTriggerValue)));
}
