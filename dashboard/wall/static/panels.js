/* The panels beside the map. Nothing is built anew that did not change; ages are counted here, every second.
 *
 *   const panels = new CanhLuaPanels(stage, words, time);
 *   panels.draw(situation); panels.tick();           // text nodes only: text from data never becomes HTML */
(function (root) {
  "use strict";
  const SIGNS = {critical: "!!", high: "!", medium: "•", low: "·"};
  const FIRES = ["event", "unverified"];       // their title says where they are; of others the text does
  const LOOKS = {hit: "hit", clear: "clear", waiting: "waiting", unfetched: "waiting", never: "waiting", missing: "missing", broken: "broken", now: "now", coming: "coming"};

  const IN_FULL = 2;                           // decisions in two lines each when there are more than fit
  const BESIDE = 24;                           // letters of the day's last two lines that stand beside each other
  const TURN_MS = 8000;                        // long enough to dial a number that is read once

  function make(tag, cls, text, parent) {
    const node = document.createElement(tag);
    if (cls) node.className = cls;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.append(node);
    return node;
  }

  root.CanhLuaPanels = class {
    constructor(stage, words, time) {
      this.words = words; this.time = time; this.last = {}; this.running = [];
      this.band = make("header", "band", "", stage);
      const brand = make("div", "brand", "", this.band);
      make("b", "", "Canh Lửa", brand);
      this.drill = make("div", "drillmark", "", brand);
      this.keys = make("div", "keys", "", this.band);
      const clock = make("div", "clock", "", this.band);
      this.clock = make("b", "", "", clock); this.date = make("span", "", "", clock);
      this.ages = {};
      this.ground = this.panel(stage, "ground", " ");
      this.decisions = this.panel(stage, "decisions", words.decisions);
      this.sky = this.panel(stage, "sky", words.sky);
      this.day = this.panel(stage, "day", words.day);
      new ResizeObserver(() => this.fit()).observe(this.decisions);
    }

    panel(stage, name, title) {
      const box = make("section", "panel " + name, "", stage);
      if (title) {
        const head = make("h2", "", "", box);
        const first = make("span", "", title.trim(), head);
        if (name === "ground") { first.className = "agekey"; this.key = first; }
        if (name === "decisions") this.more = make("span", "more", "", head);
        if (name === "sky") {                    // in some system fonts ≠ falls back to one that touches its neighbours
          const said = make("span", "caution", "", head);
          this.words.caution.split("≠").forEach((part, i) => { if (i) make("span", "unequal", "≠", said); said.append(part); });
        }
        this.ages[name === "ground" ? "map" : name] = make("small", "age", "", head);
      }
      return make("div", "body", "", box);
    }

    changed(name, data) {
      const text = JSON.stringify(data);
      if (this.last[name] === text) return false;
      this.last[name] = text;
      this.running = this.running.filter((each) => each.of !== name);
      return true;
    }

    count(of, node, say) { this.running.push({of, node, say, text: null}); }

    draw(situation, drill) {
      this.taken = situation.ages; this.notWhole = situation.notWhole;
      this.drill.textContent = drill; this.drill.hidden = !drill;
      if (this.changed("keys", situation.key)) this.drawKeys(situation.key);
      if (this.changed("decisions", situation.decisions)) this.drawDecisions(situation.decisions);
      if (this.changed("sky", situation.sky)) this.drawSky(situation.sky);
      if (this.changed("day", situation.day)) this.drawDay(situation.day);
      this.fit();
      this.tick();
    }

    tick() {
      const story = this.time.story();
      this.say(this.clock, this.time.clock(story)); this.say(this.date, this.time.day(story));
      for (const name of Object.keys(this.ages)) {
        const at = this.taken && this.taken[name], cut = this.notWhole && this.notWhole[name];   // an age would reassure
        this.say(this.ages[name], cut || (at ? this.time.say("dataAge", {age: this.time.ago(at)}) : ""));
        this.ages[name].classList.toggle("cut", Boolean(cut));
      }
      for (const each of this.running) this.say(each.node, each.say());
      if (this.nowMark && this.skyDay) {
        const share = (story - this.skyDay[0]) / (this.skyDay[1] - this.skyDay[0]);
        this.nowMark.style.left = Math.max(0, Math.min(1, share)) * 100 + "%";
      }
    }

    say(node, text) { if (node.textContent !== text) node.textContent = text; }

    drawKeys(key) {
      const tile = (name, data) => { const box = make("div", "tile " + name + " " + data.tone); return box; };
      const burning = tile("burning", key.burning), late = tile("late", key.late), sky = tile("looking", key.sky);
      for (const [box, data] of [[burning, key.burning], [late, key.late]]) {
        make("b", "figure", String(data.n), box);
        const text = make("div", "", "", box);
        make("span", "label", data.label, text);
        for (const line of data.said) make("span", "said", line, text);
      }
      const head = make("span", "label", this.words.sky, sky); make("b", "figure", key.sky.text, sky);
      const line = make("span", "said", key.sky.names || "", sky), looked = () => this.time.say("skyLooked", {age: this.time.age(this.time.story() - key.sky.look)});
      if (key.sky.look && key.sky.names) this.count("keys", head, () => this.words.sky + " · " + looked());       // what is broken is named in the place of the next pass
      else if (key.sky.look) this.count("keys", line, () => [looked(), key.sky.next && this.time.say("skyNext", {clock: key.sky.next})].filter(Boolean).join(" · "));
      this.keys.replaceChildren(burning, late, sky);
    }

    drawDecisions(found) {
      const list = make("ol");
      for (const each of found.rows) list.append(this.decision(each));
      this.found = found; this.list = list;
      if (!found.rows.length) make("li", "calm", this.words.nothing, list);
      this.decisions.replaceChildren(list);
    }

    decision(each) {
      const row = make("li", each.urgency + " " + each.state);
      row.dataset.id = each.id;
      make("i", "sign", SIGNS[each.urgency], row);
      const text = make("div", "text", "", row);
      const title = make("b", "", "", text);
      if (each.state === "new") make("em", "", this.words.new, title);
      make("span", "what", each.title, title);
      if (each.where) make("span", "where", "\u00a0· " + each.where, title);
      make("span", "brief", [each.standing, FIRES.includes(each.kind) ? each.owner : each.text].filter(Boolean).map((said) => "\u00a0· " + said).join(""), title);
      make("span", "below", [each.text, each.standing, each.owner].filter(Boolean).join(" · "), text);
      const when = make("div", "when", "", row);
      this.count("decisions", make("b", "", "", when), () => each.due ? this.time.countdown(each.due) : this.time.age(this.time.story() - each.since));
      if (each.due) { const due = when.firstChild; this.count("decisions", make("i", "mark", "", when), () => { due.className = this.time.story() > each.due ? "late" : ""; return ""; }); }
      return row;
    }

    fit() {                                    // as many whole lines as there is room for; the rest is a number
      if (!this.list) return;
      const rows = [...this.list.children], room = this.list.clientHeight;
      const fits = (row) => row.offsetTop - this.list.offsetTop + row.offsetHeight <= room + 1;
      for (const row of rows) { row.hidden = false; row.classList.remove("short"); }
      const whole = () => { const first = rows.findIndex((row) => !fits(row)); return first < 0 ? rows.length : first; };
      let shown = whole();
      for (let full = IN_FULL; full >= 0 && shown < rows.length; full--) {     // fewer in full, until what has a place of its own is seen
        rows.slice(full).forEach((row) => row.classList.add("short"));
        shown = whole();
        if (shown >= this.found.room) break;
      }
      rows.forEach((row, i) => { row.hidden = i >= shown; });
      const {total, late} = this.found, left = total - Math.min(shown, total), leftLate = late - this.found.rows.slice(0, shown).reduce((sum, each) => sum + each.late, 0);
      this.more.textContent = left > 0 ? this.time.say(leftLate ? "moreLate" : "more", {count: left, late: leftLate}) : "";
    }

    drawSky(sky) {
      const table = make("div", "table"), [from, to] = sky.day, place = (ms) => Math.max(0, Math.min(1, (ms - from) / (to - from))) * 100;
      this.skyDay = sky.day;
      const head = make("div", "row head", "", table);
      const key = make("span", "name blindkey", "", head);
      if (sky.blind.length) { make("i", "", "", key); key.append(this.words.blind); }
      const axis = make("span", "line", "", head);
      for (const hour of [0, 6, 12, 18]) { const tick = make("span", "hour", String(hour).padStart(2, "0"), axis); tick.style.left = hour / 24 * 100 + "%"; }
      make("span", "state", this.words.lookHead, head); make("span", "file", this.words.fileHead, head); make("span", "next", this.words.nextHead, head);
      for (const each of sky.rows) {
        const row = make("div", "row " + each.state, "", table);
        make("span", "name", each.name, row);
        const line = make("span", "line", "", row);
        for (const [a, b] of sky.blind) { const dark = make("span", "blind", "", line); dark.style.left = place(a) + "%"; dark.style.width = place(b) - place(a) + "%"; }
        for (const [a, b, kind, here] of each.looks) {
          const look = make("span", "look " + LOOKS[kind], kind === "hit" ? String(here) : kind === "clear" ? "✓" : kind === "missing" || kind === "waiting" || kind === "unfetched" ? "?" : kind === "broken" ? "✕" : "", line);
          look.style.left = place(a) + "%"; look.style.width = place(b) - place(a) + "%";
        }
        make("span", "state", each.said, row); make("span", "file", each.file, row); make("span", "next", each.next, row);
      }
      const over = make("div", "over", "", table);
      this.nowMark = make("span", "nowmark", "", make("div", "line", "", over));
      this.sky.replaceChildren(table);
    }

    drawDay(day) {
      const levels = make("div", "levels");
      for (const each of day.levels) {
        const box = make("div", "level", "", levels), sign = make("b", "", each.numeral, box);
        if (each.colour) { sign.style.background = each.colour; sign.style.color = each.ink; }
        make("span", "", each.name, box);
      }
      const silent = day.levels.filter((each) => each.said);
      if (silent.length === day.levels.length && silent.length) { levels.replaceChildren(); make("span", "nolevel", this.words.noLevels, levels); }
      const figures = make("div", "figures");
      for (const each of day.figures) { const box = make("div", "", "", figures); make("b", "", each.n, box); make("span", "", each.label, box); }
      const lines = make("dl");
      const line = (name, found, nothing) => { if (found === null) return; const row = make("div", "", "", lines); make("dt", "", name, row);
        const said = make("dd", found.length ? "" : "none", "", row);
        this.count("day", said, () => found.length ? found[Math.floor(this.time.real() / TURN_MS) % found.length] : nothing); };   // one after the other

      line(this.words.onDuty, day.duty, this.words.nobodyOnDuty); line(this.words.next, day.next, this.words.nothingNext);
      this.day.replaceChildren(levels, figures, lines);
      const short = (found, nothing) => (found && found.length ? found : [nothing]).every((said) => said.length <= BESIDE);
      if (short(day.duty, this.words.nobodyOnDuty) && short(day.next, this.words.nothingNext)) lines.className = "beside";
    }
  };
  root.CanhLuaPanels.make = make;
})(window);
