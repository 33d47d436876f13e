/* The rounds of an evening: a list a pair. While they are planned, a stop is pressed to be changed, or moved by
   dragging or with the arrows; once they are committed, the same lists are only read. */

const PHONE = window.matchMedia("(max-width: 640px)");

const STEPS = { ArrowUp: -1, ArrowDown: 1 };

/* Which lists somebody has opened or folded by hand, by the root of each board. */
const folded = new WeakMap();

/* The stop that was pressed or moved last, by the root of each board: the bar must not come to lie on it. */
const touched = new WeakMap();

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

/* Alt and an arrow move the stop; an arrow alone goes to the one beside it. */
const byKeys = (stop, pair, root, send) => (event) => {
  const by = STEPS[event.key];
  if (!by) return;
  event.preventDefault();
  if (event.altKey) {
    const position = pair.stops.indexOf(stop) + by;
    if (pair.stops[position]) send("moved", { place: stop.place, team: pair.team, position });
    return;
  }
  const presses = [...root.querySelectorAll("[open] .press")];
  presses[presses.indexOf(event.currentTarget) + by]?.focus();
};

const changes = (button, stop, pair, data, root, send) => {
  button.type = "button";
  button.dataset.place = stop.place;
  button.setAttribute("aria-pressed", stop.place === data.chosen);
  button.setAttribute("aria-keyshortcuts", "Alt+ArrowUp Alt+ArrowDown");
  button.onclick = () => send("chosen", stop.place);
  button.onkeydown = byKeys(stop, pair, root, send);
  button.draggable = true;
  button.ondragstart = (event) => {
    event.dataTransfer.setData("text/plain", String(stop.place));
    event.dataTransfer.effectAllowed = "move";
    button.classList.add("dragged");
  };
  button.ondragend = () => button.classList.remove("dragged");
};

const stopItem = (stop, pair, data, root, send) => {
  const item = node("li", "stop");
  const card = node(data.fixed ? "div" : "button", "press");
  card.classList.toggle("wrong", Boolean(stop.wrong));
  card.append(node("span", "mark", stop.mark), node("span", "hours", stop.hours));
  /* A phone has room for the whole label, and nothing to hover with. */
  card.append(node("span", "place", PHONE.matches ? stop.label : stop.short));
  if (stop.short !== stop.label) card.title = stop.label;
  if (stop.length) card.append(node("span", "length", stop.length));
  if (stop.notes) card.append(node("span", "notes", stop.notes));
  if (stop.came) card.append(node("span", `came ${stop.state}`, stop.came));
  if (!data.fixed) changes(card, stop, pair, data, root, send);
  item.append(card);
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
  list.append(...pair.stops.map((stop) => stopItem(stop, pair, data, root, send)));
  if (!pair.stops.length) list.append(node("li", "none", data.none));
  if (!data.fixed) takesStops(list, pair, root, send);
  made.append(head, list);
  return made;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".board");
  const send = (name, value) => {
    touched.set(root, value.place ?? value);
    setTriggerValue(name, value);
  };
  root.setAttribute("aria-label", data.label);
  if (!folded.has(root)) folded.set(root, new Map());
  const focused = root.querySelector(".press:focus")?.dataset.place;
  const pairs = node("div", "pairs");
  pairs.append(...data.pairs.map((pair) => pairList(pair, data, root, send)));
  root.replaceChildren(pairs);
  if (data.hint) root.append(node("p", "hint", PHONE.matches ? data.tap : data.hint));
  if (focused) root.querySelector(`.press[data-place="${focused}"]`)?.focus({ preventScroll: true });
  root.querySelector(`.press[data-place="${touched.get(root)}"]`)?.scrollIntoView({ block: "nearest" });
  touched.delete(root);
}
