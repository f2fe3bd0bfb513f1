/* Named places, roads, rivers and the reservoir: fetched once per version, painted on the renderer's canvas.
 *
 *   const named = new CanhLuaPlaces(map, () => changed());
 *   named.load("/map/places.json?version=…");   // the same address again does nothing; see places.py for the units
 *   named.paintLines(view, g, zoom); named.paintDots(view, g, zoom); named.paintNames(view, g, zoom);
 *
 * Names come last on the canvas and take only what is free: communes, fires and hotspots have the right of way. */
(function (root) {
  "use strict";
  const E5 = 1e5, MOST_NAMES = 120;
  const FROM = {road: [8, 10.5, 12.5], river: [8, 10.5, 12], reservoir: [5, 5, 5]};   // least zoom by rank
  const VILLAGES_FROM = 10.5, NAMES_FROM = 11.5, LINE_NAMES_FROM = 12;
  const COLOURS = {
    light: {road: "#a8927a", casing: "rgba(251,252,248,.85)", river: "#5f9fc0", water: "#bcdcea", waterName: "#2b6c8f", roadName: "#6d5a44", dot: "#2f4a3a", name: "#22352b"},
    dark: {road: "#7d6e5b", casing: "rgba(15,23,19,.7)", river: "#3f7590", water: "#16384a", waterName: "#7fb8d4", roadName: "#b8a58c", dot: "#c8d8cd", name: "#dbe8df"},
  };
  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / (2 * Math.PI);

  function part(deltas) {
    const out = new Float64Array(deltas.length);
    for (let i = 0, lat = 0, lon = 0; i < deltas.length; i += 2) {
      lat += deltas[i]; lon += deltas[i + 1];
      out[i] = worldX(lon / E5); out[i + 1] = worldY(lat / E5);
    }
    return out;
  }

  function box(parts) {
    const b = [Infinity, Infinity, -Infinity, -Infinity];
    for (const p of parts) for (let i = 0; i < p.length; i += 2) {
      b[0] = Math.min(b[0], p[i]); b[1] = Math.min(b[1], p[i + 1]); b[2] = Math.max(b[2], p[i]); b[3] = Math.max(b[3], p[i + 1]);
    }
    return b;
  }

  root.CanhLuaPlaces = class {
    constructor(map, changed) { this.map = map; this.changed = changed; this.url = ""; this.lines = []; this.places = []; this.credits = []; }

    load(url) {
      if (!url || url === this.url) return;
      this.url = url;
      root.fetch(url).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then((found) => { if (this.url === url) this.read(found); })
        .catch(() => { if (this.url === url) this.url = ""; });          // the next refresh asks again
    }

    read(found) {
      this.places = found.names.map((name, i) => ({name, village: found.villages[i],
        x: worldX(found.at[2 * i + 1] / E5), y: worldY(found.at[2 * i] / E5)}));
      this.lines = found.lines.map(([kind, rank, name, parts]) => {
        const drawn = parts.map(part);
        return {kind: found.kinds[kind], rank, name, parts: drawn, box: box(drawn)};
      });
      this.lines.sort((a, b) => b.rank - a.rank);                         // the important ones on top
      for (const text of this.credits) this.map.attributionControl.removeAttribution(text);
      const escape = document.createElement("span");
      this.credits = found.attributions.map((text) => { escape.textContent = text; return escape.innerHTML; });
      for (const text of this.credits) this.map.attributionControl.addAttribution(text);
      this.changed();
    }

    remove() { this.url = ""; this.lines = []; this.places = []; }

    colours(view) { return COLOURS[view.dark ? "dark" : "light"]; }

    visible(view, zoom) {
      const a = view.at, least = (line) => FROM[line.kind][Math.min(3, Math.max(1, line.rank)) - 1];
      return this.lines.filter((line) => zoom >= least(line) && line.box[2] * a.scale - a.ox > 0 && line.box[0] * a.scale - a.ox < a.size.x &&
        line.box[3] * a.scale - a.oy > 0 && line.box[1] * a.scale - a.oy < a.size.y);
    }

    trace(view, g, parts, close) {
      const a = view.at;
      for (const p of parts) {
        for (let i = 0; i < p.length; i += 2) {
          const x = p[i] * a.scale - a.ox, y = p[i + 1] * a.scale - a.oy;
          if (i) g.lineTo(x, y); else g.moveTo(x, y);
        }
        if (close) g.closePath();
      }
    }

    paintLines(view, g, zoom) {
      const c = this.colours(view), seen = this.visible(view, zoom), grow = Math.max(0.7, Math.min(2.2, (zoom - 7) / 4));
      const stroke = (lines, colour, width) => { g.beginPath(); for (const line of lines) this.trace(view, g, line.parts, false); g.strokeStyle = colour; g.lineWidth = width; g.stroke(); };
      g.lineJoin = g.lineCap = "round";
      for (const line of seen) if (line.kind === "reservoir") {
        g.beginPath(); this.trace(view, g, line.parts, true); g.fillStyle = c.water; g.fill("evenodd"); g.strokeStyle = c.river; g.lineWidth = 0.8; g.stroke();
      }
      for (let rank = 3; rank >= 1; rank--) stroke(seen.filter((l) => l.kind === "river" && l.rank === rank), c.river, (2.2 - rank * 0.5) * grow);
      const roads = seen.filter((l) => l.kind === "road");
      for (let rank = 3; rank >= 1; rank--) {
        const some = roads.filter((l) => l.rank === rank);
        if (rank < 3 || zoom >= 13) stroke(some, c.casing, (3.2 - rank * 0.7) * grow + 2);
        stroke(some, c.road, (2.6 - rank * 0.6) * grow);
      }
      g.lineCap = "butt";
    }

    paintDots(view, g, zoom) {
      const a = view.at, c = this.colours(view), r = zoom < 12 ? 2 : 3;
      for (const place of this.places) {
        if (!place.village && zoom < NAMES_FROM) continue;
        const x = place.x * a.scale - a.ox, y = place.y * a.scale - a.oy;
        if (x < -8 || y < -8 || x > a.size.x + 8 || y > a.size.y + 8) continue;
        g.beginPath();
        if (place.village) g.rect(x - r, y - r, 2 * r, 2 * r); else g.arc(x, y, r, 0, 7);
        g.lineWidth = 2.5; g.strokeStyle = view.colours.halo; g.stroke(); g.fillStyle = c.dot; g.fill();
      }
    }

    paintNames(view, g, zoom) {
      const a = view.at, c = this.colours(view), size = zoom < 13 ? 11 : 12.5;
      let left = MOST_NAMES;
      for (const place of zoom >= NAMES_FROM ? this.places : []) {
        const x = place.x * a.scale - a.ox, y = place.y * a.scale - a.oy;
        if (left < 1) break;
        if (x < 0 || y < 0 || x > a.size.x || y > a.size.y) continue;
        left -= 1;
        g.font = "600 " + size + "px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
        const half = g.measureText(place.name).width / 2 + 4, aside = half + 5;
        view.put(g, place.name, size, c.name, [[x, y - 12], [x, y + 13], [x + aside, y], [x - aside, y], [x + aside, y + 11], [x - aside, y + 11], [x + aside, y - 11], [x - aside, y - 11]].filter(([px, py]) => !view.covered(px, py, half + 6)));
      }
    }

    paintLineNames(view, g, zoom) {             // once per name and view, at the middle of its longest part
      if (zoom < LINE_NAMES_FROM) return;
      const a = view.at, c = this.colours(view), said = new Set();
      for (const line of this.visible(view, zoom).reverse()) {
        if (!line.name || said.has(line.name) || said.size >= 40) continue;
        const within = line.parts.flatMap((p) => { const at = []; for (let i = 0; i < p.length; i += 2) { const x = p[i] * a.scale - a.ox, y = p[i + 1] * a.scale - a.oy; if (x > 30 && y > 12 && x < a.size.x - 30 && y < a.size.y - 12) at.push([x, y]); } return at; });
        if (!within.length) continue;
        said.add(line.name);
        let spots = [within[Math.floor(within.length / 2)], within[Math.floor(within.length / 4)]];
        if (line.kind === "reservoir" && line.parts.length) spots = [[(line.box[0] + line.box[2]) / 2 * a.scale - a.ox, (line.box[1] + line.box[3]) / 2 * a.scale - a.oy], ...spots];
        const half = line.name.length * 3.4 + 8;
        view.put(g, line.name, 10.5, line.kind === "road" ? c.roadName : c.waterName, spots.filter(([px, py]) => !view.covered(px, py, half)));
      }
    }
  };
})(window);
