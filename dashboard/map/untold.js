/* Where somebody has not been told yet: a ring with the number around a fire event, red when a deadline has passed.
 *
 *   const untold = new CanhLuaUntold();
 *   untold.read(payload.duties, events, decode);   // three columns in the order of the events, see payload.py
 *   untold.there; untold.paint(view, g); untold.line(event, say, number); untold.legend(box, words, dark); */
(function (root) {
  "use strict";
  const COLOURS = {light: {untold: "#b25a00", overdue: "#b3122f", ink: "#ffffff", halo: "rgba(255,255,255,.92)"},
    dark: {untold: "#ffb648", overdue: "#ff6b7f", ink: "#14100a", halo: "rgba(15,23,19,.92)"}};

  root.CanhLuaUntold = class {
    constructor() { this.there = false; }

    read(columns, events, decode) {
      this.there = false;
      if (!columns) return;
      const [told, untold, overdue] = ["told", "untold", "overdue"].map((name) => decode(columns[name], events.length));
      events.forEach((event, i) => { event.duties = {told: told[i], untold: untold[i], overdue: overdue[i]}; this.there = this.there || untold[i] > 0; });
    }

    line(event, say, number) {                 // the line of a tooltip; "" where nobody must be told
      const d = event.duties;
      if (!d || !(d.told + d.untold)) return "";
      const values = {told: number(d.told, 0), all: number(d.told + d.untold, 0), overdue: number(d.overdue, 0)};
      return say("toldLine", values) + (d.overdue ? say("overdueLine", values) : "");
    }

    paint(view, g) {
      const c = COLOURS[view.dark ? "dark" : "light"], a = view.at;
      g.save(); g.font = "700 10.5px system-ui, sans-serif"; g.textAlign = "center"; g.textBaseline = "middle";
      for (const late of [false, true]) for (const event of view.events) {       // what is overdue lies on top
        const d = event.duties;
        if (!d || !d.untold || (d.overdue > 0) !== late) continue;
        let west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
        for (let i = 0; i < event.points.length; i += 2) {
          west = Math.min(west, event.points[i]); east = Math.max(east, event.points[i]);
          north = Math.min(north, event.points[i + 1]); south = Math.max(south, event.points[i + 1]);
        }
        const x = (west + east) / 2 * a.scale - a.ox, y = (north + south) / 2 * a.scale - a.oy;
        const r = Math.max(13, Math.hypot(east - west, south - north) / 2 * a.scale + 5);
        if (x < -r || y < -r || x > a.size.x + r || y > a.size.y + r) continue;
        const colour = late ? c.overdue : c.untold, bx = x + r * 0.71, by = y - r * 0.71;
        g.beginPath(); g.arc(x, y, r, 0, 7); g.lineWidth = 5; g.strokeStyle = c.halo; g.stroke();
        g.lineWidth = 2.5; g.strokeStyle = colour; g.stroke();
        g.beginPath(); g.arc(bx, by, 8.5, 0, 7); g.fillStyle = colour; g.fill(); g.lineWidth = 1.5; g.strokeStyle = c.halo; g.stroke();
        g.fillStyle = c.ink; g.fillText(d.untold > 99 ? "99" : String(d.untold), bx, by + 0.5);
      }
      g.restore();
    }

    legend(box, words, dark) {
      if (!words.untoldSome) return;
      const make = (tag, cls, text, within) => { const n = document.createElement(tag); n.className = cls; n.textContent = text; within.append(n); return n; };
      const part = make("div", "untold", "", box), c = COLOURS[dark ? "dark" : "light"];
      for (const [colour, text] of [[c.untold, words.untoldSome], [c.overdue, words.untoldLate]]) {
        const line = make("div", "row", "", part), ring = make("i", "ring", "", line);
        ring.style.borderColor = colour;
        make("span", "", text, line);
      }
    }
  };
})(window);
