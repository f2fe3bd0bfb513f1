/* Names of communes, each at the first place in its commune where neither a hotspot nor a sign of the host lies.
 *
 *   const names = new CanhLuaNames();
 *   names.clear(); names.place(view, g, zoom, above);   // above: kept for `write`, for a sheet that lies over all signs
 *   names.write(view, g); */
(function (root) {
  "use strict";
  const DOWN = [0, 24, -24, 44, -44, 64, -64, 84, -84], ASIDE = [0, 38, -38];   // px from the middle of the commune
  const FAR = 0.35;                            // of the commune's height
  const STEPS = ASIDE.flatMap((dx) => DOWN.map((dy) => [dx, dy]));

  root.CanhLuaNames = class {
    constructor() { this.kept = []; }
    clear() { this.kept = []; }

    place(view, g, zoom, above) {
      const era = view.eras[view.era];
      if (!era) return;
      const size = Math.max(11, Math.min(17, 11 + (zoom - 9.5) * 1.8)), a = view.at;
      for (const m of era.communes) {
        const x = m.x * a.scale - a.ox, y = m.y * a.scale - a.oy, half = m.name.length * size * 0.31 + 8, places = this.places(view, g, m, x, y);
        view.put(g, m.name, size, view.colours.name, this.best(view, places, half).concat([[x, y]], places), above ? this.kept : null);
      }
    }

    best(view, all, half) {                    // free of everything; of all signs; of those that it would hide
      const read = all.filter(([x]) => x - half >= view.at.left && x + half <= view.at.left + view.at.width);   // whole, where the map ends
      const places = read.length ? read : all;
      const without = [(p) => view.covered(...p, half), (p) => view.signed(...p, half), (p) => view.signed(...p, half, false)];
      return without.flatMap((lies) => places.filter((p) => !lies(p))).concat(places);
    }

    places(view, g, commune, x, y) {           // at the far end of a small commune it would be read as its neighbour's
      const far = Math.max(24, FAR * this.tall(commune) * view.at.scale);
      return STEPS.filter(([, dy]) => Math.abs(dy) <= far).map(([dx, dy]) => [x + dx, y + dy]).filter((p) => this.within(view, g, commune, p));
    }

    tall(commune) {                            // in world units
      if (commune.tall === undefined) {
        const ys = commune.rings.flatMap((points) => Array.from(points).filter((_, i) => i % 2));
        commune.tall = ys.reduce((a, b) => Math.max(a, b), -Infinity) - ys.reduce((a, b) => Math.min(a, b), Infinity);
      }
      return commune.tall;
    }

    within(view, g, commune, [x, y]) {         // a name beside its commune would be its neighbour's, or under the map's lower edge
      view.trace(g, commune.rings);
      const at = new DOMPoint(x, y).matrixTransform(g.getTransform());
      return g.isPointInPath(at.x, at.y, "evenodd");
    }

    write(view, g) { for (const each of this.kept) view.write(g, ...each); }
  };
})(window);
