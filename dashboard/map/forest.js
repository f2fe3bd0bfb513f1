/* The forest under the hotspots: tiles in a pane below the canvas, their colours in the legend, and a card that tells
 * which plot lies under a finger.
 *
 *   const forest = new CanhLuaForest(map, key, () => redraw());
 *   forest.load({template, at, opacity, bounds, note, attribution, colourings: [{key, label, rows: [[colour, words]]}], words});
 *   forest.show(on); forest.identify(latlng, [event, …]); forest.close(); forest.legend(parent); forest.remove();
 *
 * Text goes into the page as text nodes only. What colouring somebody chose is kept in localStorage, as the switches are. */
(function (root) {
  "use strict";
  const L = root.L, PANE = "canhlua-forest";

  function make(tag, cls, text, parent) {
    const n = document.createElement(tag);
    if (cls) n.className = cls;
    if (text) n.textContent = text;
    if (parent) parent.append(n);
    return n;
  }

  root.CanhLuaForest = class {
    constructor(map, key, changed) {
      this.map = map; this.key = key; this.changed = changed; this.shown = false; this.data = null; this.spot = null;
      map.createPane(PANE).style.zIndex = 250;         // above the basemap, below everything that is drawn
      try { this.chosen = root.localStorage.getItem(key); } catch (refused) { this.chosen = null; }
      this.onKey = (e) => { if (e.key === "Escape" && this.card) this.close(); };
      document.addEventListener("keydown", this.onKey);
    }

    get there() { return !!this.data; }

    colouring() { return this.data.colourings.find((c) => c.key === this.chosen) || this.data.colourings[0]; }

    load(data) {
      const before = this.data;
      this.data = data || null;
      if (!before || !data || before.template !== data.template || before.opacity !== data.opacity) { this.close(); this.draw(); }
    }

    draw() {
      if (this.layer) { this.layer.remove(); this.layer = null; }
      if (!this.data || !this.shown) return;
      const d = this.data, credit = make("span", "", d.attribution);
      this.layer = L.tileLayer(d.template, {colouring: this.colouring().key, pane: PANE, opacity: d.opacity, bounds: d.bounds, className: PANE,
        maxZoom: this.map.getMaxZoom(), detectRetina: true, attribution: credit.innerHTML}).addTo(this.map);
    }

    show(on) {
      if (on === this.shown) return;
      this.shown = on;
      if (!on) this.close();
      this.draw();
    }

    choose(key) {
      this.chosen = key;
      try { if (this.key) root.localStorage.setItem(this.key, key); } catch (refused) { /* a private window */ }
      this.draw(); this.changed();
    }

    legend(parent) {
      if (!this.data || !this.shown) return;
      const d = this.data, mine = this.colouring(), box = make("fieldset", "forest", "", parent);
      make("legend", "head", d.words.colouring, box);
      if (d.colourings.length > 1) {
        const row = make("div", "choice", "", box);
        for (const c of d.colourings) {
          const label = make("label", "", "", row), input = make("input", "", "", label);
          input.type = "radio"; input.name = "forest-colouring"; input.value = c.key; input.checked = c === mine;
          input.onchange = () => this.choose(c.key);
          make("span", "", c.label, label);
        }
      }
      const rows = make("div", "rows", "", box);
      for (const [colour, text] of mine.rows) {
        const line = make("div", "row", "", rows), swatch = make("span", "swatch", "", line);
        swatch.style.setProperty("--colour", colour); swatch.style.setProperty("--opacity", d.opacity);
        make("span", "", text, line);
      }
      if (d.note) make("div", "note loud", d.note, box);
    }

    identify(latlng, events = []) {
      if (!this.data || !this.shown) return;
      if (this.asking) this.asking.abort();
      const asking = this.asking = new AbortController(), d = this.data, at = latlng.wrap();
      this.spot = at; this.open([make("p", "quiet", d.words.asking)]); this.changed();
      root.fetch(d.at + "&lat=" + at.lat.toFixed(6) + "&lon=" + at.lng.toFixed(6), {signal: asking.signal})
        .then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
        .then((told) => { if (asking === this.asking) this.open([...this.within(events), ...this.lines(told)]); })
        .catch(() => { if (asking === this.asking && !asking.signal.aborted) this.open([make("p", "quiet", d.words.failed)]); });
    }

    within(events) {                                   // in whose hull the ground lies
      return events.map((name) => make("p", "within", this.data.words.within.replace("%event%", name)));
    }

    lines(told) {
      const found = [], w = this.data.words;
      if (!told.plots.length) found.push(make("p", "quiet", w.nothing));
      if (told.plots.length > 1) found.push(make("p", "quiet", w.several.replace("%count%", told.plots.length)));
      for (const plot of told.plots.slice(0, 4)) {
        found.push(make("h3", "", plot.title));
        const list = make("dl");
        for (const fact of plot.facts) { make("dt", "", fact.label, list); make("dd", "", fact.value, list); }
        found.push(list);
      }
      if (told.layer && told.layer.note) found.push(make("p", "loud", told.layer.note));
      return found;
    }

    open(lines) {
      if (!this.card) {
        const box = this.card = make("section", "canhlua-card", "", this.map.getContainer());
        box.setAttribute("aria-label", this.data.words.card); box.setAttribute("aria-live", "polite");
        const shut = make("button", "close", "×", box);
        shut.type = "button"; shut.setAttribute("aria-label", this.data.words.close); shut.onclick = () => this.close();
        make("div", "body", "", box);
        L.DomEvent.disableClickPropagation(box); L.DomEvent.disableScrollPropagation(box);
        L.DomEvent.on(box, "mousemove", L.DomEvent.stopPropagation);
      }
      this.card.querySelector(".body").replaceChildren(...lines);
    }

    close() {
      if (this.asking) { this.asking.abort(); this.asking = null; }
      if (!this.card) return;
      this.card.remove(); this.card = null; this.spot = null; this.changed();
    }

    mark(view, g) {                                    // where the finger was
      if (!this.spot) return;
      const p = this.map.project(this.spot), x = p.x - view.at.ox, y = p.y - view.at.oy;
      g.beginPath(); g.arc(x, y, 7, 0, 7); g.moveTo(x, y); g.arc(x, y, 1.5, 0, 7);
      for (const [colour, width] of [[view.colours.halo, 4], [view.colours.pick, 2]]) { g.strokeStyle = colour; g.lineWidth = width; g.stroke(); }
    }

    remove() {
      document.removeEventListener("keydown", this.onKey);
      this.close(); if (this.layer) this.layer.remove();
      const pane = this.map.getPane(PANE); if (pane) pane.remove();
      delete this.map._panes[PANE];
    }
  };
})(window);
