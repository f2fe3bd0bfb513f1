/* The wall's map: the shared renderer at the wall's size, zones and patrols on top, and the tour to what is new.
 *
 *   const ground = new CanhLuaGround(box, frame, time, {scale, view, moved});
 *   ground.draw(map, rings);              // the situation's part, and what waits for a decision; nothing piles up
 *   ground.visit({lat, lon}); ground.whole(); ground.resize(scale); ground.destroy();
 *
 * What the signs mean stands in the lower left corner: beside the area where the map is wide enough, else below it.
 *
 * The map is drawn `scale` times smaller and enlarged, so that what the renderer writes in 12 px is read from five metres. */
(function (root) {
  "use strict";
  const L = root.L, CLOSE = 12.5, HANDS_OFF_MS = 300000;

  root.CanhLuaGround = class {
    constructor(box, frame, time, {scale, view, moved}) {
      this.box = box; this.frame = frame; this.time = time; this.moved = moved; this.queue = []; this.touched = -Infinity; this.last = {};
      this.inner = document.createElement("div"); this.inner.className = "enlarged"; box.append(this.inner);
      this.size(scale);
      this.map = L.map(this.inner, {zoomControl: false, zoomSnap: 0, minZoom: 5, maxZoom: 18, keyboard: false, attributionControl: true});
      this.map.attributionControl.setPrefix(false);
      const sources = document.createElement("span"); sources.textContent = frame.attribution;       // Leaflet takes it for HTML
      this.map.attributionControl.addAttribution(sources.innerHTML);
      this.home = L.latLngBounds(frame.areas.bounds);
      this.legend = root.CanhLuaWallLegend.make(box, frame);
      this.place();
      this.map.fitBounds(this.home, {...this.margin(), animate: false});
      this.own = view || null;
      this.view = root.CanhLuaMap.attach(this.map, {areas: frame.areas, words: frame.words, dark: true, utcOffset: 420, now: () => time.real(),
        controls: {legend: false, scale: true, era: false}, basemap: frame.basemap, grid: false, namesAbove: true, ratio: Math.min(3, scale * (root.devicePixelRatio || 1))});
      this.map.off("click", this.view.onClick);                        // a press enables sound; a card that it opened would stay for days
      if (view) this.map.setView([view[0], view[1]], view[2], {animate: false}); else this.map.fitBounds(this.home, {...this.margin(), animate: false});
      this.map.createPane("canhlua-zones").style.zIndex = 390;
      this.zones = L.layerGroup().addTo(this.map); this.rings = L.layerGroup().addTo(this.map); this.patrols = L.layerGroup().addTo(this.map);
      const hand = () => { this.touched = root.performance.now(); this.byHand = true; };
      this.inner.addEventListener("pointerdown", hand); this.inner.addEventListener("wheel", hand, {passive: true});
      this.watch = new ResizeObserver(() => { root.clearTimeout(this.sizing); this.sizing = root.setTimeout(() => this.resize(this.scale), 80); });
      this.watch.observe(box);
      this.signs = []; this.out = [];
      this.map.on("moveend", () => { if (this.out.length) { this.drawPatrols(this.out); this.avoid(); } });
      this.map.on("moveend", () => { if (this.byHand) { const at = this.map.getCenter(); this.own = [at.lat, at.lng, this.map.getZoom()]; this.moved(this.own); } });
    }

    feet() { return this.map.attributionControl.getContainer().offsetHeight + 2; }   // who made the outlines, on a narrow map in two lines

    place() {                                  // above who made the outlines; the scale stands above it
      this.legend.style.bottom = this.feet() * this.scale + "px";
      const corner = this.inner.querySelector(".leaflet-bottom.leaflet-left");
      if (corner) corner.style.bottom = this.feet() + this.legend.offsetHeight / this.scale + "px";
    }

    margin() {                                 // the legend beside the area, or below it: where the area is drawn larger
      const feet = this.feet(), all = this.map.getSize(), shape = this.map.project(this.home.getSouthEast(), 0).subtract(this.map.project(this.home.getNorthWest(), 0));
      const ways = [[this.legend.offsetWidth / this.scale + 4, feet], [4, feet + this.legend.offsetHeight / this.scale]];
      const drawn = ([left, below]) => Math.min((all.x - left - 4) / shape.x, (all.y - below - 4) / shape.y);
      const [left, below] = drawn(ways[0]) >= drawn(ways[1]) ? ways[0] : ways[1];
      return {paddingTopLeft: [left, 4], paddingBottomRight: [4, below]};
    }

    size(scale) {
      this.scale = scale;
      this.inner.style.transform = "scale(" + scale + ")";
      this.inner.style.width = this.box.clientWidth / scale + "px"; this.inner.style.height = this.box.clientHeight / scale + "px";
    }

    resize(scale) {
      this.size(scale); this.map.invalidateSize({animate: false}); this.place();
      if (!this.own && !this.touring) this.map.fitBounds(this.home, {...this.margin(), animate: false});
    }

    changed(name, data) {
      const text = JSON.stringify(data);
      if (this.last[name] === text) return false;
      this.last[name] = text;
      return true;
    }

    draw(map, rings, clock, file) {
      const {incidents, zones, patrols, ...payload} = map;
      if (this.changed("rings", rings)) this.drawRings(rings);
      if (this.changed("payload", [payload, clock, file])) {
        this.view.update(Object.assign({}, payload, {clock, lastFile: file ? Math.floor(file / 60000) : null, version: (this.version = (this.version || 0) + 1)}));
      }
      if (this.changed("incidents", incidents)) this.view.told.read({incidents, words: {}});
      if (this.changed("zones", zones)) this.drawZones(zones);
      if (this.changed("patrols", patrols)) this.drawPatrols(patrols);
      this.signs = [...rings.map((each) => [each.lat, each.lon, 16, 16, 16, true]), ...incidents.map((each) => [each.latitude, each.longitude, 14, 14, 14])];
      if (this.changed("signs", [rings, incidents, patrols])) this.avoid();
      if (this.changed("legend", [zones.length > 0, patrols.length > 0])) {
        root.CanhLuaWallLegend.only(this.legend, {zones: zones.length > 0, patrols: patrols.length > 0}); this.resize(this.scale);
      }
    }

    avoid() {                                  // names of communes keep away from what lies on them
      this.view.avoid([...this.signs, ...this.out.map((each) => each.west ? [each.lat, each.lon, this.codeWidth(each), 9, 9] : [each.lat, each.lon, 9, this.codeWidth(each), 9])]);
    }

    drawZones(zones) {
      this.zones.clearLayers();
      for (const each of zones) L.geoJSON(each.geometry, {pane: "canhlua-zones", interactive: false, style: {color: "#7cc4ff", weight: 2, dashArray: "5 4", fillColor: "#7cc4ff", fillOpacity: .14}}).addTo(this.zones);
    }

    drawRings(rings) {                         // the last of the list first: what presses lies on top
      this.rings.clearLayers();
      for (const each of [...rings].reverse()) {
        const icon = L.divIcon({className: "wall-ring " + each.urgency + " " + each.state, iconSize: [26, 26]});
        L.marker([each.lat, each.lon], {icon, interactive: false, keyboard: false}).addTo(this.rings);
      }
    }

    codeWidth(each) { return 16 + each.code.length * 7.5; }

    drawPatrols(patrols) {                     // the code stands to the right, at the right edge to the left
      this.patrols.clearLayers(); this.out = patrols;
      for (const each of patrols) {
        const sign = document.createElement("span"); sign.textContent = each.code;
        each.west = this.map.latLngToContainerPoint([each.lat, each.lon]).x + this.codeWidth(each) > this.map.getSize().x;
        L.marker([each.lat, each.lon], {icon: L.divIcon({className: "wall-patrol " + each.state + (each.west ? " west" : ""), html: sign, iconSize: [14, 14]}), interactive: false, keyboard: false, zIndexOffset: 600}).addTo(this.patrols);
      }
    }

    // ---- the tour -------------------------------------------------------------------------------------------
    visit(places) {                            // gently to each new fire, then back to the whole, or to where somebody's hand left it
      this.queue.push(...places.filter((each) => each.lat !== null));
      if (!this.touring) this.next();
    }

    next() {
      const hands = root.performance.now() - this.touched < HANDS_OFF_MS, place = this.queue.shift();
      root.clearTimeout(this.timer);
      if (hands) { this.queue = []; this.touring = false; return; }
      this.byHand = false;
      if (!place) { if (this.touring) this.back(); this.touring = false; return; }
      this.touring = true; this.box.dataset.tour = place.lat.toFixed(4) + "," + place.lon.toFixed(4);
      this.map.flyTo([place.lat, place.lon], Math.max(CLOSE, this.map.getBoundsZoom(this.home)), {duration: 3, easeLinearity: .3});
      this.timer = root.setTimeout(() => this.next(), this.frame.tourSeconds * 1000);
    }

    back() {
      delete this.box.dataset.tour;
      if (this.own) this.map.flyTo([this.own[0], this.own[1]], this.own[2], {duration: 3});
      else this.map.flyToBounds(this.home, {...this.margin(), duration: 3});
    }

    whole() {
      this.own = null; this.queue = []; this.touring = false; this.touched = -Infinity; this.byHand = false; root.clearTimeout(this.timer); this.moved(null);
      delete this.box.dataset.tour;
      this.map.fitBounds(this.home, {...this.margin(), animate: false});
    }

    tick() { if (this.view.payload) this.view.tick(); }

    destroy() { root.clearTimeout(this.timer); root.clearTimeout(this.sizing); this.watch.disconnect(); this.view.destroy(); this.map.remove(); this.inner.remove(); this.legend.remove(); }
  };
})(window);
