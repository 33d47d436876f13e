/* The calendar of a schedule: days as cells, visits as buttons that can be dragged to another day. */

const node = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
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
  for (const round of day.rounds) {
    made.append(node("p", "pair", round.pair));
    for (const visit of round.visits) made.append(visitButton(visit, data, setTriggerValue));
  }
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

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".schedule");
  root.setAttribute("aria-label", data.label);
  root.classList.toggle("dense", data.dense);
  const heads = data.weekdays.map((name) => node("div", "weekday", name));
  const days = data.days.map((day) => dayCell(day, data, setTriggerValue));
  root.replaceChildren(...heads, ...days);
}
