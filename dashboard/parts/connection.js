/* What a page says by itself while its server is away, and what becomes of what somebody was typing. */

const PATIENCE_MS = 1500;   // a gap that nobody notices needs no words
const ROOM_MS = 30000;      // how long a page may take to be drawn again
const QUIET_MS = 4000;      // after which none is drawn again: Streamlit does not always
const ANSWER_MS = 10000;    // for the question whether the server still knows this visit
const UNTYPED = new Set(["checkbox", "radio", "file", "range", "hidden"]);

const app = () => document.querySelector("[data-testid=stApp]");
const ours = () => [...document.querySelectorAll("section[role=dialog]")].filter(each => !streamlits(each)).pop();
const streamlits = box => box.querySelector("h2")?.textContent === "Connection error";
const fields = box => [...box.querySelectorAll("input:not([role=combobox]), textarea")].filter(each => !UNTYPED.has(each.type));
const name = field => field.getAttribute("aria-label") || field.labels?.[0]?.textContent || "";

/* The fields by their labels; a second one of the same label has a key of its own. A password is held nowhere. */
function named(box) {
  const found = new Map();
  for (const field of box ? fields(box) : []) {
    if (field.type === "password") continue;
    const label = name(field);
    let key = label;
    while (found.has(key)) key += " ";
    found.set(key, {label, field});
  }
  return found;
}

const pause = ms => new Promise(done => setTimeout(done, ms));
const running = () => app()?.getAttribute("data-test-script-state") !== "notRunning";

/* A field counts when it is left. One that Streamlit disabled under the hand, while the server was away, never was. */
const leave = field => field.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));

async function put(field, value) {
  if (field.value !== value) {
    const kind = field.tagName === "TEXTAREA" ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);   // React's own hides it
    field.dispatchEvent(new Event("input", {bubbles: true}));
    await pause(100);       // React takes what was typed after the event
  }
  leave(field);
}

class Watch {
  constructor() {
    this.away = null;
    this.turn = 0;
    this.touched = new WeakSet();
    // A press after the line was back may have emptied the fields, or filled others of the same names.
    document.addEventListener("click", event => { this.acted ||= event.isTrusted && Boolean(event.target.closest?.("button")); }, true);
    document.addEventListener("input", event => {
      this.touched.add(event.target);
      // A hand that goes on typing before all is put back has the last word.
      if (this.held && event.isTrusted) this.typed().forEach((each, key) => this.held.set(key, each));
    }, true);
    const told = {subtree: true, attributes: true, attributeFilter: ["data-test-connection-state", "data-test-script-state"]};
    new MutationObserver(() => this.look()).observe(document.getElementById("root"), told);
  }

  /* Of the open dialog, by key: what a hand touched. */
  typed() {
    const touched = [...named(ours())].filter(([, {field}]) => this.touched.has(field));
    return new Map(touched.map(([key, {label, field}]) => [key, {label, value: field.value}]));
  }

  look() {
    const state = app()?.getAttribute("data-test-connection-state");
    if (state === "CONNECTED" && this.away) this.back();
    else if (state !== "CONNECTED" && !this.away) this.gone();
    if (running()) this.ran = true;
  }

  gone() {
    const now = new Date();
    this.held ??= this.typed();   // of a second gap, before the first was over: what the first one held
    this.away = {session: this.session};
    // Streamlit's words for it are English and cover the page; closed once, they stay away until the line is back.
    this.away.closer = new MutationObserver(() => {
      const box = [...document.querySelectorAll("section[role=dialog]")].find(streamlits);
      box?.querySelector("button")?.click();
    });
    this.away.closer.observe(document.body, {childList: true});
    this.away.timer = setTimeout(() => this.say(this.words.away.replace("{time}", now.toLocaleTimeString("vi-VN"))), PATIENCE_MS);
  }

  async back() {
    const {session, closer, timer} = this.away, turn = ++this.turn;
    const gone = () => this.away || turn !== this.turn;   // once more, meanwhile
    this.away = null;
    this.ran = this.acted = false;
    clearTimeout(timer);
    closer.disconnect();
    this.leave();
    let kept = true;
    try {
      const answer = await fetch("/session", {method: "POST", body: session, signal: AbortSignal.timeout(ANSWER_MS)});
      kept = !answer.ok || (await answer.json()).kept;
    } catch { /* then the page tells of it when something is pressed */ }
    if (gone()) return;
    if (kept) await this.refill(gone);
    else this.again("again", Date.now());
    if (gone()) return;
    const held = this.held;
    this.held = null;
    this.bar?.remove();   // only now: until then what the dialog holds is not yet what was typed
    const told = [...held.values()].filter(({value}) => value.trim());
    if (!kept && told.length) this.say(this.words.lost, told);
  }

  leave() { fields(document).filter(each => this.touched.has(each)).forEach(leave); }

  /* Again after the page was drawn again: what is put into the dialog of before can go with it. */
  async refill(gone) {
    const begun = Date.now(), past = () => Date.now() - begun;
    do { await pause(200); } while (!gone() && past() < ROOM_MS && (running() || !(this.ran || past() > QUIET_MS)));
    if (gone()) return;
    this.leave();
    for (const key of [...this.held.keys()]) {
      const {field} = (!gone() && !this.acted && named(ours()).get(key)) || {};
      if (field && !field.readOnly) await put(field, this.held.get(key).value);
    }
  }

  say(text, held) {
    this.bar?.remove();
    const bar = this.bar = document.createElement("div");
    bar.className = "cl-connection";
    bar.setAttribute("role", "alert");
    bar.setAttribute("data-react-aria-top-layer", "true");   // an open dialog makes everything else unreachable
    const line = bar.appendChild(document.createElement("p"));
    line.textContent = text;
    if (held) {
      const list = bar.appendChild(document.createElement("pre"));
      list.textContent = held.map(({label, value}) => `${label}: ${value}`).join("\n");
      this.button(bar, this.words.copy, button => {
        getSelection().selectAllChildren(list);   // for whoever has no clipboard, as without https
        navigator.clipboard?.writeText(list.textContent).then(() => { button.textContent = this.words.copied; });
      });
      this.button(bar, this.words.close, () => bar.remove());
    }
    document.body.append(bar);
  }

  button(bar, label, press) {
    const button = bar.appendChild(document.createElement("button"));
    button.textContent = label;
    button.onclick = () => press(button);
  }
}

export default function ({data, setTriggerValue}) {
  const watch = (window.canhluaConnection ??= new Watch());
  watch.words = data.words;
  watch.session = data.session;
  watch.again = setTriggerValue;
}
