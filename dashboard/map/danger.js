/* Announced danger levels: a numeral on its colour above the name of each commune; none where none was announced.
 *
 *   const danger = new CanhLuaDanger();
 *   danger.read({"Mường Giôn": ["IV", "#f57c00", "#1f0f00"]});   // by the commune's name on the present map
 *   danger.there; danger.paint(view, g, zoom); */
(function (root) {
  "use strict";
  const NEAR = 24;                             // px
  root.CanhLuaDanger = class {
    constructor() { this.levels = {}; }
    get there() { return Object.keys(this.levels).length > 0; }
    read(levels) { this.levels = levels || {}; }

    free(view, g, commune, home, half) {       // near its own place, under no sign, on no other level
      const taken = ([x, y]) => view.taken.some((t) => x - half < t[2] && x + half > t[0] && y - 10 < t[3] && y + 10 > t[1]);
      return view.names.places(view, g, commune, ...home).find((p) => Math.abs(p[1] - home[1]) <= NEAR && !view.covered(...p, half) && !taken(p));
    }

    paint(view, g) {
      const era = view.eras[view.era], a = view.at;
      if (!era || view.era !== Object.keys(view.eras).sort().pop()) return;   // announced for the communes of today
      g.save(); g.font = "700 13px system-ui, sans-serif"; g.textAlign = "center"; g.textBaseline = "middle";
      for (const commune of era.communes) {
        const level = this.levels[commune.name];
        if (!level) continue;
        const home = [commune.x * a.scale - a.ox, commune.y * a.scale - a.oy - 21], half = Math.max(12, g.measureText(level[0]).width / 2 + 7);
        // Among a wall's large signs half of a IV would read as another level: it moves a little, or is left out.
        const free = view.options.namesAbove ? this.free(view, g, commune, home, half + 2) : home;
        if (!free) continue;
        const [x, y] = free;
        view.taken.push([x - half, y - 10, x + half, y + 10]);
        g.beginPath(); g.roundRect(x - half, y - 10, 2 * half, 20, 5);
        g.fillStyle = level[1]; g.fill(); g.lineWidth = 1.5; g.strokeStyle = "#ffffff"; g.stroke();
        g.fillStyle = level[2]; g.fillText(level[0], x, y + .5);
      }
      g.restore();
    }
  };
})(window);
