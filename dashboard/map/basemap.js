/* Optional tiles under everything that is drawn. The map never waits for them: its own ground is painted until
 * one answers, and again when none does.
 *
 *   const base = new CanhLuaBasemap(map, {template, attribution, maxZoom, minZoom, bounds}, () => redraw());
 *   base.show(on); base.answering; base.failing; base.remove(); */
(function (root) {
  "use strict";
  const L = root.L;

  function escaped(text) {                     // Leaflet takes an attribution for HTML
    const box = document.createElement("span");
    box.textContent = text;
    return box.innerHTML;
  }

  root.CanhLuaBasemap = class {
    constructor(map, {template, attribution, maxZoom, minZoom, bounds}, changed) {
      this.map = map; this.changed = changed; this.answering = false; this.failing = false; this.good = 0; this.bad = 0;
      // Above maxZoom Leaflet enlarges the last tiles there are. The origin is all that a tile server may learn.
      this.layer = L.tileLayer(template, {attribution: escaped(attribution), maxNativeZoom: maxZoom, maxZoom: map.getMaxZoom(), minZoom: minZoom || 0, bounds: bounds, referrerPolicy: "strict-origin-when-cross-origin"});
      this.layer.on("loading", () => { this.good = this.bad = 0; });
      this.layer.on("tileload", () => { this.good += 1; this.state(true, this.failing); });
      this.layer.on("tileerror", () => { this.bad += 1; this.state(this.answering, true); });
      this.layer.on("load", () => this.state(this.good > 0 || (this.answering && !this.bad), this.bad > 0));
      this.again = () => { if (this.failing && this.map.hasLayer(this.layer)) this.layer.redraw(); };
      root.addEventListener("online", this.again);
      this.far = () => { if (this.map.getZoom() < (minZoom || 0)) this.state(false, false); };  // too far out for any tile: our own ground again
      map.on("zoomend", this.far);
    }

    state(answering, failing) {
      if (answering === this.answering && failing === this.failing) return;
      this.answering = answering; this.failing = failing; this.changed();
    }

    show(on) {
      if (on === this.map.hasLayer(this.layer)) return;
      if (on) this.layer.addTo(this.map); else { this.layer.remove(); this.state(false, false); }
    }

    remove() { root.removeEventListener("online", this.again); this.map.off("zoomend", this.far); this.layer.off().remove(); }
  };
})(window);
