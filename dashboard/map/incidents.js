/* Incidents: one sign each, which the keyboard reaches too; who called is in no document that a map gets.
 *
 *   const told = new CanhLuaIncidents(map, () => changed(), (href) => host goes there);
 *   told.load("/map/incidents.json?version=…");   // the same address again does nothing
 *   told.show(true); told.there; told.untold; told.remove();   // untold: some of them has somebody who was not told */
(function (root) {
  "use strict";
  root.CanhLuaIncidents = class {
    constructor(map, changed, open) { this.map = map; this.changed = changed; this.open = open; this.url = ""; this.there = false; this.untold = false; this.shown = true; this.group = L.layerGroup().addTo(map); }

    load(url) {
      if (!url || url === this.url) return;
      this.url = url;
      root.fetch(url).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then((found) => { if (this.url === url) this.read(found); })
        .catch(() => { if (this.url === url) this.url = ""; });          // the next refresh asks again
    }

    read(found) {
      this.group.clearLayers();
      for (const each of found.incidents) {
        const sign = document.createElement("span"); sign.textContent = "!";
        const late = each.overdue ? " overdue" : each.untold ? " untold" : "";
        if (late) { const badge = document.createElement("i"); badge.textContent = String(each.untold); sign.append(badge); }
        const icon = L.divIcon({className: "canhlua-incident " + each.field + (each.open ? "" : " closed") + late, html: sign, iconSize: [24, 24]});
        L.marker([each.latitude, each.longitude], {icon, title: each.title, alt: each.title, keyboard: true, zIndexOffset: 400}).bindPopup(() => this.told(each, found.words)).addTo(this.group);
      }
      const there = found.incidents.length > 0, untold = found.incidents.some((each) => each.untold > 0);
      if (there !== this.there || untold !== this.untold) { this.there = there; this.untold = untold; this.changed(); }
    }

    told(each, words) {
      const box = document.createElement("div"), make = (tag, cls, text) => { const n = document.createElement(tag); n.className = cls; n.textContent = text; box.append(n); return n; };
      box.className = "canhlua-told";
      make("b", "", each.title); make("p", "", each.summary);
      for (const line of each.lines) make("small", "", line);
      if (each.told_line) make("small", each.overdue ? "late" : "", each.told_line);
      for (const [text, href] of [[words.open, each.href], [each.told_line ? words.desk : "", each.desk]]) {
        if (!text) continue;
        const way = make("a", "", text); way.href = href;
        way.onclick = (e) => { if (this.open) { e.preventDefault(); this.open(href); } };
      }
      return box;
    }

    show(on) { this.shown = on; if (on) this.group.addTo(this.map); else this.group.remove(); }
    remove() { this.group.remove(); }
  };
})(window);
