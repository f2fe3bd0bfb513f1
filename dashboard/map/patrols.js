/* Where members of patrols are: one sign each with the way behind them, which the keyboard reaches too. Only whoever may
 * see positions gets an address of them.
 *
 *   const teams = new CanhLuaPatrols(map, () => changed(), (href) => host goes there);
 *   teams.load("/map/patrols.json?version=…");    // the same address again does nothing; "" takes them away
 *                                                 // asked again every 20 s: people move while the page stands still
 *   teams.show(true); teams.there; teams.remove(); */
(function (root) {
  "use strict";
  const AGAIN_MS = 20000;
  const COLOURS = {ranger: "#1b6e3c", police: "#a3001b", military: "#5c691a", "": "#3b4a54"};
  root.CanhLuaPatrols = class {
    constructor(map, changed, open) {
      this.map = map; this.changed = changed; this.open = open; this.url = ""; this.there = false; this.shown = true;
      this.group = L.layerGroup().addTo(map); this.renderer = L.svg({padding: 0.3});
      this.text = ""; this.signs = new Map();
      this.timer = root.setInterval(() => { if (this.url.trim() && !root.document.hidden) this.ask(this.url); }, AGAIN_MS);
    }

    load(url) {
      if ((url || "") === this.url) return;
      this.url = url || "";
      if (!url) { this.text = ""; this.read({members: []}); return; }
      this.ask(url).then((good) => { if (!good && this.url === url) this.url = " "; });   // the next refresh asks again
    }

    ask(url) {                                 // what was shown stays where the server does not answer
      return root.fetch(url).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
        .then((text) => { if (this.url === url && text !== this.text) { this.read(JSON.parse(text)); this.text = text; } return true; })
        .catch(() => false);
    }

    read(found) {
      const open = [...this.signs].find(([, sign]) => sign.isPopupOpen());
      this.group.clearLayers(); this.signs.clear();
      for (const each of found.members) {
        const colour = COLOURS[each.role] || COLOURS[""], sign = document.createElement("span");
        sign.textContent = each.initials; sign.style.background = colour;
        if (each.trail.length > 1) L.polyline(each.trail, {color: colour, weight: 3, opacity: .75, dashArray: "2 6", interactive: false, renderer: this.renderer}).addTo(this.group);
        if (each.accuracy_m > 30) L.circle([each.latitude, each.longitude], {radius: each.accuracy_m, color: colour, weight: 1, fillOpacity: .08, interactive: false, renderer: this.renderer}).addTo(this.group);
        const icon = L.divIcon({className: "canhlua-member" + (each.quiet ? " quiet" : ""), html: sign, iconSize: [30, 30]});
        const marker = L.marker([each.latitude, each.longitude], {icon, title: each.title, alt: each.title, keyboard: true, zIndexOffset: 600});
        this.signs.set(each.title, marker.bindPopup(() => this.told(each, found.words), {autoPan: !open}).addTo(this.group));
      }
      if (open && this.signs.has(open[0])) this.signs.get(open[0]).openPopup();   // whoever reads it goes on reading
      const there = found.members.length > 0;
      if (there !== this.there) { this.there = there; this.changed(); }
    }

    told(each, words) {
      const box = document.createElement("div"), make = (tag, text) => { const n = document.createElement(tag); n.textContent = text; box.append(n); return n; };
      box.className = "canhlua-told";
      make("b", each.title);
      for (const line of each.lines) make("small", line);
      const way = make("a", words.open); way.href = each.href;
      way.onclick = (e) => { if (this.open) { e.preventDefault(); this.open(each.href); } };
      return box;
    }

    show(on) { this.shown = on; if (on) this.group.addTo(this.map); else this.group.remove(); }
    remove() { root.clearInterval(this.timer); this.group.remove(); }
  };
})(window);
