/* Zones of patrols: fetched once per version, painted on the renderer's canvas; names take what is free.
 *
 *   const zones = new CanhLuaZones(() => changed());
 *   zones.load("/map/zones.json?version=…");            // the same address again does nothing; see zone_routes.py
 *   zones.paint(view, g); zones.paintNames(view, g, zoom); zones.at(x, y, scale);   // the last: what lies at a place */
(function (root) {
  "use strict";
  const E5 = 1e5, NAMES_FROM = 10.5, REACH_PX = 6;
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

  function inside(x, y, parts) {
    let odd = false;
    for (const p of parts) for (let i = 0, j = p.length - 2; i < p.length; j = i, i += 2) {
      if ((p[i + 1] > y) !== (p[j + 1] > y) && x < (p[j] - p[i]) * (y - p[i + 1]) / (p[j + 1] - p[i + 1]) + p[i]) odd = !odd;
    }
    return odd;
  }

  function near(x, y, parts, reach) {          // whether a line passes within `reach` of a place
    for (const p of parts) for (let i = 2; i < p.length; i += 2) {
      const dx = p[i] - p[i - 2], dy = p[i + 1] - p[i - 1], long = dx * dx + dy * dy || 1e-18;
      const t = Math.max(0, Math.min(1, ((x - p[i - 2]) * dx + (y - p[i - 1]) * dy) / long));
      if (Math.hypot(x - p[i - 2] - t * dx, y - p[i - 1] - t * dy) <= reach) return true;
    }
    return false;
  }

  root.CanhLuaZones = class {
    constructor(changed) { this.changed = changed; this.url = ""; this.zones = []; }

    get there() { return this.zones.length > 0; }

    load(url) {
      if (!url || url === this.url) return;
      this.url = url;
      root.fetch(url).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); })
        .then((found) => { if (this.url === url) this.read(found); })
        .catch(() => { if (this.url === url) this.url = ""; });          // the next refresh asks again
    }

    read(found) {
      this.zones = found.zones.map(([code, name, colour, weight, route, said, parts]) => {
        const drawn = parts.map(part);
        return {code, name, colour, weight, route: !!route, said, parts: drawn, box: box(drawn)};
      });
      this.changed();
    }

    remove() { this.url = ""; this.zones = []; }

    visible(a) {
      return this.zones.filter((z) => z.box[2] * a.scale - a.ox > 0 && z.box[0] * a.scale - a.ox < a.size.x &&
        z.box[3] * a.scale - a.oy > 0 && z.box[1] * a.scale - a.oy < a.size.y);
    }

    paint(view, g) {
      const a = view.at;
      for (const zone of this.visible(a)) {
        g.beginPath();
        for (const p of zone.parts) {
          for (let i = 0; i < p.length; i += 2) {
            const x = p[i] * a.scale - a.ox, y = p[i + 1] * a.scale - a.oy;
            if (i) g.lineTo(x, y); else g.moveTo(x, y);
          }
          if (!zone.route) g.closePath();
        }
        g.lineJoin = "round"; g.lineCap = "round";
        if (!zone.route) { g.globalAlpha = 0.1; g.fillStyle = zone.colour; g.fill("evenodd"); g.globalAlpha = 1; }
        g.lineWidth = zone.weight + 2; g.strokeStyle = view.colours.halo; g.stroke();
        g.setLineDash(zone.route ? [] : [8, 4]); g.lineWidth = zone.weight; g.strokeStyle = zone.colour; g.stroke(); g.setLineDash([]);
      }
    }

    paintNames(view, g, zoom) {
      if (zoom < NAMES_FROM) return;
      const a = view.at;
      for (const zone of this.visible(a)) {
        const x = (zone.box[0] + zone.box[2]) / 2 * a.scale - a.ox, y = (zone.box[1] + zone.box[3]) / 2 * a.scale - a.oy;
        view.put(g, zone.name, 12, view.dark ? view.colours.name : zone.colour, [[x, y], [x, zone.box[1] * a.scale - a.oy - 9], [x, zone.box[3] * a.scale - a.oy + 11]]);
      }
    }

    at(x, y, scale) {                          // the most urgent zone at a place, in units of the world's width
      for (let i = this.zones.length - 1; i >= 0; i--) {
        const z = this.zones[i], reach = REACH_PX / scale;
        if (x < z.box[0] - reach || x > z.box[2] + reach || y < z.box[1] - reach || y > z.box[3] + reach) continue;
        if (z.route ? near(x, y, z.parts, reach) : inside(x, y, z.parts)) return z;
      }
      return null;
    }
  };
})(window);
