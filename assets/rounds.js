/* The rounds of an evening: a list a pair. A stop is pressed to be changed, or dragged to where it should be. */

const PHONE = window.matchMedia("(max-width: 640px)");

/* Which lists somebody has opened or folded by hand, by the root of each board. */
const folded = new WeakMap();

const node = (tag, name, text) => {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
};

const isAbove = (event, item) => {
  const box = item.getBoundingClientRect();
  return event.clientY < box.top + box.height / 2;
};

const unmark = (root) => {
  for (const item of root.querySelectorAll(".above, .below, .over")) item.classList.remove("above", "below", "over");
};

/* Where a stop lands: counted without it, as it is taken out first. */
const landing = (pair, place, target, above) => {
  const others = pair.stops.map((stop) => stop.place).filter((other) => other !== place);
  return target === null ? others.length : others.indexOf(target) + (above ? 0 : 1);
};

const stopItem = (stop, data, send) => {
  const item = node("li", "stop");
  const button = node("button", "press");
  button.type = "button";
  button.dataset.place = stop.place;
  button.setAttribute("aria-pressed", stop.place === data.chosen);
  button.classList.toggle("wrong", stop.wrong);
  button.append(node("span", "mark", stop.mark), node("span", "hours", stop.hours), node("span", "place", stop.label));
  if (stop.notes) button.append(node("span", "notes", stop.notes));
  button.onclick = () => send("chosen", stop.place);
  button.draggable = true;
  button.ondragstart = (event) => {
    event.dataTransfer.setData("text/plain", String(stop.place));
    event.dataTransfer.effectAllowed = "move";
    button.classList.add("dragged");
  };
  button.ondragend = () => button.classList.remove("dragged");
  item.append(button);
  return item;
};

const takesStops = (list, pair, root, send) => {
  const itemAt = (event) => event.target.closest(".stop");
  list.ondragover = (event) => {
    event.preventDefault();
    unmark(root);
    const item = itemAt(event);
    if (item) item.classList.add(isAbove(event, item) ? "above" : "below");
    else list.classList.add("over");
  };
  list.ondragleave = () => unmark(root);
  list.ondrop = (event) => {
    event.preventDefault();
    unmark(root);
    const place = Number(event.dataTransfer.getData("text/plain"));
    const item = itemAt(event);
    const target = item ? Number(item.firstChild.dataset.place) : null;
    if (!place || place === target) return;
    const position = landing(pair, place, target, item !== null && isAbove(event, item));
    send("moved", { place, team: pair.team, position });
  };
};

const pairList = (pair, data, root, send) => {
  const made = node("details", "pair");
  const byHand = folded.get(root);
  made.open = byHand.get(pair.team) ?? (!PHONE.matches || pair.stops.some((stop) => stop.place === data.chosen));
  const head = node("summary", "head");
  const letter = node("span", "letter", pair.letter);
  made.style.setProperty("--pair", pair.colour);
  head.append(letter, node("span", "name", pair.name), node("span", "facts", pair.facts));
  head.onclick = () => byHand.set(pair.team, !made.open);
  const list = node("ol", "stops");
  list.append(...pair.stops.map((stop) => stopItem(stop, data, send)));
  if (!pair.stops.length) list.append(node("li", "none", data.none));
  takesStops(list, pair, root, send);
  made.append(head, list);
  return made;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  root.setAttribute("aria-label", data.label);
  if (!folded.has(root)) folded.set(root, new Map());
  const focused = root.querySelector(".press:focus")?.dataset.place;
  root.replaceChildren(...data.pairs.map((pair) => pairList(pair, data, root, setTriggerValue)));
  if (focused) root.querySelector(`.press[data-place="${focused}"]`)?.focus({ preventScroll: true });
}
