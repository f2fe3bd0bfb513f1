/* The calendar of patrols: a week by agency, a month by weeks, a list on a phone. A patrol is dragged to another
   day with the mouse, or with Shift and the arrows; Enter puts it there, Escape leaves it. Every text from data
   goes through textContent. */

const NARROW = matchMedia("(max-width: 760px)");
const STEPS = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7};

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function said(card) {
  const parts = [card.code, card.kind, card.state, `${card.day} ${card.time}`, card.title, card.lead, card.people];
  return [...parts, ...card.warnings].join(", ");
}

function button(card, board, full) {
  const element = make("button", `card ${card.status}${card.partner ? " partner" : ""}`);
  element.type = "button";
  element.dataset.id = card.id;
  element.dataset.day = card.day;
  element.setAttribute("aria-label", said(card));
  const top = element.appendChild(make("span", "top"));
  top.append(make("b", "", card.time));
  if (card.warnings.length) {
    const sign = make("i", "warn", `! ${card.warnings.length}`);
    element.title = card.warnings.join("\n");
    top.append(sign);
  }
  element.append(make("span", "title", card.title));
  element.append(make("span", "under", full ? `${card.kind} · ${card.lead} · ${card.people}` : `${card.kind} · ${card.people}`));
  element.append(make("span", "state", `${card.code} · ${card.state}`));
  element.addEventListener("click", () => board.open(card.id));
  if (card.movable) board.movable(element, card);
  return element;
}

class Board {
  constructor(root, data, send) {
    Object.assign(this, {root, data, send, held: null, aim: null});
    this.days = data.days.map((day) => day.iso);
  }

  open(id) {
    if (this.aim === null) this.send("opened", id);
  }

  movable(element, card) {
    element.draggable = true;
    element.classList.add("movable");
    element.addEventListener("dragstart", (event) => {
      this.held = card;
      event.dataTransfer.setData("text/plain", String(card.id));
      event.dataTransfer.effectAllowed = "move";
      element.classList.add("held");
    });
    element.addEventListener("dragend", () => this.leave());
    element.addEventListener("keydown", (event) => this.key(event, element, card));
    element.addEventListener("blur", () => { if (this.aim) this.leave(); });
  }

  key(event, element, card) {
    if (event.shiftKey && event.key in STEPS) {
      const at = this.days.indexOf(this.aim ?? card.day) + STEPS[event.key];
      event.preventDefault();
      if (at < 0 || at >= this.days.length) return;
      this.held = card;
      element.classList.add("held");
      this.point(this.days[at]);
      const day = this.data.days[at];
      this.say(this.data.words.aim.replace("{day}", `${day.name} ${day.number}`));
    } else if (this.aim !== null && event.key === "Enter") {
      event.preventDefault();
      const day = this.aim;
      this.leave();
      this.move(card, day);
    } else if (this.aim !== null && event.key === "Escape") {
      event.preventDefault();
      this.leave();
      this.say(this.data.words.left);
    }
  }

  move(card, day) {
    if (card && day !== card.day) this.send("moved", {id: card.id, day});
  }

  point(day) {
    this.aim = day;
    for (const cell of this.root.querySelectorAll(".cell")) cell.classList.toggle("aim", cell.dataset.day === day);
  }

  leave() {
    this.held = this.aim = null;
    for (const each of this.root.querySelectorAll(".aim, .held")) each.classList.remove("aim", "held");
  }

  say(text) {
    this.root.querySelector(".said").textContent = text;
  }

  cell(day, cards, downs) {
    const cell = make("div", `cell${day.today ? " today" : ""}${day.off ? " off" : ""}${day.other ? " other" : ""}`);
    cell.dataset.day = day.iso;
    for (const down of downs) cell.append(make("p", "down", down.text));
    for (const card of cards) cell.append(button(card, this, this.data.view === "month"));
    cell.addEventListener("dragover", (event) => {
      if (!this.held) return;
      event.preventDefault();
      this.point(day.iso);
    });
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      const card = this.held;
      this.leave();
      this.move(card, day.iso);
    });
    return cell;
  }

  add(day) {
    const plus = make("button", "add", "+");
    plus.type = "button";
    plus.title = this.data.words.add.replace("{day}", `${day.name} ${day.number}`);
    plus.setAttribute("aria-label", plus.title);
    plus.addEventListener("click", () => this.send("added", day.iso));
    return plus;
  }

  head(day) {
    const head = make("div", `head${day.today ? " today" : ""}${day.off ? " off" : ""}`);
    head.append(make("b", "", day.name), make("span", "", day.number));
    if (this.data.may) head.append(this.add(day));
    return head;
  }

  week() {
    const grid = make("div", "week");
    grid.append(make("div", "corner", this.data.words.agency));
    for (const day of this.data.days) grid.append(this.head(day));
    for (const row of this.data.rows) {
      const name = grid.appendChild(make("div", "agency"));
      name.append(make("b", "", row.name), make("span", "", row.load));
      for (const day of this.data.days) {
        const here = (each) => each.day === day.iso;
        grid.append(this.cell(day, row.cards.filter(here), row.downs.filter(here)));
      }
    }
    return grid;
  }

  month() {
    const grid = make("div", "month");
    for (const day of this.data.days.slice(0, 7)) grid.append(make("div", "head plain", day.name));
    for (const day of this.data.days) {
      const cell = this.cell(day, this.data.cards.filter((each) => each.day === day.iso), []);
      const top = make("div", "number");
      top.append(make("b", "", day.number));
      if (this.data.may) top.append(this.add(day));
      cell.prepend(top);
      grid.append(cell);
    }
    return grid;
  }

  list() {
    const list = make("div", "list");
    for (const day of this.data.days) {
      const cards = this.data.cards.filter((each) => each.day === day.iso);
      if (!cards.length) continue;
      list.append(make("h4", day.today ? "today" : "", `${day.name} ${day.number}`));
      for (const card of cards) list.append(button({...card, movable: false}, this, true));
    }
    return list;
  }

  draw() {
    const focus = this.root.getRootNode().activeElement?.dataset;
    const kept = focus && {...focus};
    const drawn = NARROW.matches ? this.list() : this.data.view === "month" ? this.month() : this.week();
    const note = make("p", "said", this.data.cards.length ? "" : this.data.words.none);
    note.setAttribute("role", "status");
    this.root.replaceChildren(drawn, note);
    if (this.data.may && this.data.cards.length && !NARROW.matches) this.root.append(make("p", "hint", this.data.words.hint));
    if (kept?.id) this.root.querySelector(`.card[data-id="${CSS.escape(kept.id)}"]`)?.focus();
  }
}

export default function ({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector(".board");
  const board = new Board(root, data, setTriggerValue);
  const turned = () => board.draw();
  NARROW.addEventListener("change", turned);
  board.draw();
  return () => NARROW.removeEventListener("change", turned);
}
