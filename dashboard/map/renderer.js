/* Draws communes, hotspots, footprints and fire events on a given Leaflet map (EPSG:3857) from one columnar payload.
 *
 *   const view = CanhLuaMap.attach(map, {areas, words, dark, utcOffset, now, viewKey, controls, basemap, onSelect, ratio, grid, namesAbove});
 *   view.update(payload);      // the whole picture; the same view object is reused, nothing piles up
 *   view.select(["DC-…"]);     // marks hotspots or events by id
 *   view.setEra("2021"); view.destroy();
 *
 * Everything is painted on ONE canvas (the bare ground on one of its own, below all tiles), so a refresh makes no DOM nodes and text from data can never become HTML.
 * A column is [offset, bytes per value, base64 of little-endian unsigned integers]; see payload.py for the units.
 * switches.js, basemap.js, places.js, zones.js, forest.js, incidents.js, patrols.js, danger.js, names.js and untold.js are loaded first. No host is known here: what a host needs (Streamlit, wall, field page) it passes as callbacks. */
(function (root) {
  "use strict";
  const L = root.L;
  const E5 = 1e5, MINUTE = 60000, KM_PER_DEGREE = 111.32, LEGEND_WIDTH = 380;
  const AGE_HOURS = [6, 24, 72];               // limits of the age classes; the fourth class is everything older
  const FOOTPRINT_ZOOM = 12;                   // from here a 375 m pixel is about 10 px wide
  const SIZES = [6.5, 5.5, 4.5, 4];            // radius in px per age class: age is told by size as well as colour
  const PALETTES = {
    light: {ground: "#e4e9e2", paper: "#fbfcf8", border: "#8fa394", outer: "#3d5a48", grid: "#d3dbd2", gridTiled: "rgba(29,43,34,.16)", gridText: "#6f8074",
      name: "#2f4a3a", halo: "rgba(251,252,248,.9)", ages: ["#a30f2d", "#ee6a1f", "#f4b13e", "#74808c"], edge: "#ffffff",
      hull: "#a30f2d", hullFill: "rgba(203,65,28,.12)", weak: "#8a6d3b", pick: "#0b57d0", ink: "#1d2b22"},
    dark: {ground: "#0f1713", paper: "#18231d", border: "#4a6153", outer: "#9db8a6", grid: "#1d2a23", gridTiled: "rgba(238,244,240,.12)", gridText: "#71877a",
      name: "#c8d8cd", halo: "rgba(15,23,19,.9)", ages: ["#fff2b3", "#ffb02e", "#ee6c2c", "#8b98a3"], edge: "#0f1713",
      hull: "#ffb02e", hullFill: "rgba(255,140,46,.14)", weak: "#b79a62", pick: "#7cc4ff", ink: "#eef4f0"},
  };
  /* Every layer, bottom to top; the legend lists the switches top to bottom. One more layer is one more line here, its
   * words under `layers` in map_board.py, and a method (view, g, zoom). Lines with the same switch go on and off together.
   * `there` keeps a switch for nothing out of the legend; `from` is the least zoom. */
  const LAYERS = [
    {layer: "basemap", there: (view) => !!view.basemap},                            // Leaflet's own pane below the canvas
    {layer: "forest", there: (view) => view.forest.there},                          // a pane between the basemap and the canvas
    {layer: "incidents", there: (view) => view.told.there},                         // markers that the keyboard reaches
    {layer: "patrols", there: (view) => view.teams.there},                          // markers too
    {layer: "lines", there: (view) => view.named.lines.length > 0, from: 8, paint: (view, g, zoom) => view.named.paintLines(view, g, zoom)},
    {layer: "outlines", paint: (view, g) => view.outlines(g)},
    {layer: "zones", there: (view) => view.zones.there, from: 8, paint: (view, g) => view.zones.paint(view, g)},
    {layer: "events", paint: (view, g) => view.hulls(g)},
    {layer: "footprints", from: FOOTPRINT_ZOOM, paint: (view, g) => view.footprints(g)},
    {layer: "danger", there: (view) => view.danger.there, from: 8.5, paint: (view, g) => view.danger.paint(view, g)},
    {layer: "names", from: 8.5, paint: (view, g, zoom) => view.names.place(view, g, zoom, view.above)},
    {layer: "places", there: (view) => view.named.places.length > 0, from: 10.5, paint: (view, g, zoom) => view.named.paintDots(view, g, zoom)},
    {layer: "hotspots", paint: (view, g) => view.points(g)},
    {layer: "untold", there: (view) => view.untold.there || view.told.untold, paint: (view, g) => view.untold.paint(view, g)},
    {layer: "events", paint: (view, g, zoom) => view.eventNames(g, zoom)},
    {layer: "zones", from: 10.5, paint: (view, g, zoom) => view.zones.paintNames(view, g, zoom)},
    {layer: "places", from: 10.5, paint: (view, g, zoom) => view.named.paintNames(view, g, zoom)},
    {layer: "lines", from: 12, paint: (view, g, zoom) => view.named.paintLineNames(view, g, zoom)},
  ];
  const CONFIDENCE = ["low", "nominal", "high"];

  function decode(column, n) {
    const [offset, width, text] = column;
    const raw = atob(text), out = new Float64Array(n);
    for (let i = 0, p = 0; i < n; i++) {
      let value = 0;
      for (let b = 0, unit = 1; b < width; b++, unit *= 256) value += raw.charCodeAt(p++) * unit;
      out[i] = value + offset;
    }
    return out;
  }

  // Spherical Mercator in units of the world's width, so that a draw is one multiplication per point.
  const worldX = (lon) => lon / 360 + 0.5;
  const worldY = (lat) => 0.5 - Math.log(Math.tan(Math.PI / 4 + lat * Math.PI / 360)) / (2 * Math.PI);

  function ring(deltas, unit) {                // [lat, lon, Δlat, Δlon, …] → world coordinates [x, y, x, y, …]
    const out = new Float64Array(deltas.length);
    for (let i = 0, lat = 0, lon = 0; i < deltas.length; i += 2) {
      lat += deltas[i]; lon += deltas[i + 1];
      out[i] = worldX(lon / unit); out[i + 1] = worldY(lat / unit);
    }
    return out;
  }

  function inside(x, y, points) {
    let odd = false;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      if ((points[i + 1] > y) !== (points[j + 1] > y) &&
          x < (points[j] - points[i]) * (y - points[i + 1]) / (points[j + 1] - points[i + 1]) + points[i]) odd = !odd;
    }
    return odd;
  }

  function readAreas(areas) {
    const eras = {};
    for (const era of (areas && areas.eras) || []) {
      eras[era.era] = {
        label: era.label, outline: era.outline.map((r) => ring(r, areas.unit)),
        communes: era.communes.map((c) => ({name: c.name, rings: c.rings.map((r) => ring(r, areas.unit)),
          x: worldX(c.at[1]), y: worldY(c.at[0])})),
      };
    }
    return eras;
  }

  function readHotspots(h) {
    const n = h ? h.n : 0;
    const out = {n, x: new Float64Array(n), y: new Float64Array(n)};
    if (!n) return out;
    for (const name of ["lat", "lon", "minute", "scan", "track", "frp", "mark", "event"]) out[name] = decode(h[name], n);
    out.commune = Object.fromEntries(Object.entries(h.commune).map(([era, c]) => [era, decode(c, n)]));
    for (let i = 0; i < n; i++) { out.x[i] = worldX(out.lon[i] / E5); out.y[i] = worldY(out.lat[i] / E5); }
    return out;
  }

  const Canvas = L.Renderer.extend({           // Leaflet's own base class keeps bounds and the zoom animation
    options: {padding: 0.25},
    initialize(paint, options) { L.Renderer.prototype.initialize.call(this, options); this._paint = paint; },
    _initContainer() { this._container = L.DomUtil.create("canvas", this.options.name || "canhlua-canvas"); this._container.style.pointerEvents = "none"; },
    _destroyContainer() { L.DomUtil.remove(this._container); this._container = null; },
    _updatePaths() {},
    _update() {
      if (!this._container || (this._map._animatingZoom && this._bounds)) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), ratio = this.options.ratio || Math.min(root.devicePixelRatio || 1, 2), c = this._container;
      L.DomUtil.setPosition(c, this._bounds.min);
      c.width = Math.round(size.x * ratio); c.height = Math.round(size.y * ratio);
      c.style.width = size.x + "px"; c.style.height = size.y + "px";
      const g = c.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._paint(g, this._bounds.min, size);
    },
    redraw() { if (this._map) this._update(); },
  });

  class View {
    constructor(map, options) {
      this.map = map;
      this.options = Object.assign({utcOffset: 420, now: Date.now, controls: {legend: true, scale: true, era: false}}, options);
      this.eras = readAreas(options.areas);
      this.era = Object.keys(this.eras).sort().pop();
      this.words = options.words || {};
      this.payload = null; this.hot = readHotspots(null); this.events = []; this.selected = new Set(); this.grid = null;
      this.theme(options.dark); this.ages = new Uint8Array(0);
      this.layers = new root.CanhLuaSwitches(options.viewKey && options.viewKey + "-layers", () => this.switched());
      this.named = new root.CanhLuaPlaces(map, () => { this.drawControls(); this.canvas.redraw(); });
      map.createPane("canhlua-ground").style.zIndex = 150;
      this.ground = new Canvas((g, origin, size) => this.paintGround(g, origin, size), {pane: "canhlua-ground", name: "canhlua-sheet", ratio: options.ratio}).addTo(map);
      this.forest = new root.CanhLuaForest(map, options.viewKey && options.viewKey + "-forest", () => { this.drawControls(); this.canvas.redraw(); });
      this.zones = new root.CanhLuaZones(() => { this.drawControls(); this.canvas.redraw(); });
      this.names = new root.CanhLuaNames(); this.signs = []; this.danger = new root.CanhLuaDanger(); this.untold = new root.CanhLuaUntold();
      this.told = new root.CanhLuaIncidents(map, () => this.drawControls(), options.onOpen);
      this.teams = new root.CanhLuaPatrols(map, () => this.drawControls(), options.onOpen);
      this.canvas = new Canvas((g, origin, size) => this.paint(g, origin, size), {ratio: options.ratio}).addTo(map);
      if (options.namesAbove) {                // a sheet of their own over all markers, for a host whose signs are large
        const pane = map.createPane("canhlua-names"); pane.style.zIndex = 640; pane.style.pointerEvents = "none";
        this.above = new Canvas((g) => this.names.write(this, g), {pane: "canhlua-names", name: "canhlua-nametags", ratio: options.ratio}).addTo(map);
      }
      this.tip = L.DomUtil.create("div", "canhlua-tip", map.getContainer());
      this.age = L.DomUtil.create("div", "canhlua-age", map.getContainer());
      this.note = L.DomUtil.create("div", "canhlua-note", map.getContainer()); this.note.setAttribute("role", "status"); this.note.hidden = true;
      this.onMove = (e) => this.hover(e); this.onClick = (e) => this.click(e);
      this.onOut = () => this.hideTip(); this.onEnd = () => this.keepView();
      map.on("mousemove", this.onMove).on("click", this.onClick).on("mouseout zoomstart movestart", this.onOut).on("moveend", this.onEnd);
      this.timer = root.setInterval(() => this.tick(), 30000);
      if (!this.restoreView() && options.areas) this.fit(options.areas.bounds, 18);
      if (this.options.controls.scale) this.scale = L.control.scale({imperial: false, position: "bottomleft"}).addTo(map);
      if (options.basemap) this.basemap = new root.CanhLuaBasemap(map, options.basemap, () => this.basemapChanged());
      this.switched();
    }

    theme(dark) {
      this.dark = !!dark; this.colours = PALETTES[dark ? "dark" : "light"]; this.sprites = null;
      const box = this.map.getContainer();
      box.classList.toggle("canhlua-dark", this.dark); box.style.background = this.colours.ground;
    }

    update(payload) {
      this.payload = payload;
      if (payload.words) this.words = payload.words;
      if (payload.era && this.eras[payload.era]) this.era = payload.era;
      if (payload.dark !== undefined) this.theme(payload.dark);
      this.hot = readHotspots(payload.hotspots); this.growOld();
      this.events = (payload.events || []).map((e) => Object.assign({}, e, {points: ring(e.ring, E5)}));
      this.untold.read(payload.duties, this.events, decode);
      this.selected = new Set(payload.selected || []);
      this.hideTip();
      if (payload.fit && payload.fit.key !== this.fitKey) {
        if (this.fitKey !== undefined || !this.restored || payload.fit.always) this.fit(payload.fit.bounds, 24, 14);
        this.fitKey = payload.fit.key;
      }
      this.named.load(payload.places); this.forest.load(payload.forest); this.told.load(payload.incidents); this.danger.read(payload.danger); this.zones.load(payload.zones); this.teams.load(payload.patrols);
      this.drawControls(); this.ground.redraw(); this.tick();
      if (this.basemap) this.basemapChanged();
      this.map.getContainer().dataset.drawn = payload.version;
      return this;
    }

    switched() {
      if (this.basemap) this.basemap.show(this.layers.on("basemap"));
      if (this.layers.on("forest") !== this.forest.shown) { this.forest.show(this.layers.on("forest")); this.drawControls(); }
      if (this.layers.on("incidents") !== this.told.shown) this.told.show(this.layers.on("incidents"));
      if (this.layers.on("patrols") !== this.teams.shown) this.teams.show(this.layers.on("patrols"));
      this.map.getContainer().classList.toggle("canhlua-untold-off", !this.layers.on("untold"));
      this.grid = null; this.hideTip(); this.ground.redraw(); this.canvas.redraw();
    }

    basemapChanged() {
      this.note.textContent = this.words.basemapFailed || ""; this.note.hidden = !this.basemap.failing || !this.note.textContent;
      this.ground.redraw(); this.canvas.redraw();
    }

    select(ids) { this.selected = new Set(ids); this.canvas.redraw(); }
    setEra(era) { if (this.eras[era]) { this.era = era; this.drawControls(); this.ground.redraw(); this.canvas.redraw(); } }

    destroy() {
      root.clearInterval(this.timer);
      this.map.off("mousemove", this.onMove).off("click", this.onClick).off("mouseout zoomstart movestart", this.onOut).off("moveend", this.onEnd);
      for (const part of [this.canvas, this.above, this.ground, this.scale, this.legend]) if (part) part.remove();
      if (this.basemap) this.basemap.remove();
      this.forest.remove(); this.told.remove(); this.teams.remove();
      this.named.remove(); this.zones.remove(); this.tip.remove(); this.age.remove(); this.note.remove(); delete this.map.canhlua;
    }

    now() {                                    // in a drill the scenario's clock: [real ms, scenario ms, speed]
      const real = this.options.now(), c = this.payload && this.payload.clock;
      return c ? c[1] + Math.max(0, real - c[0]) * c[2] : real;
    }

    growOld() {
      const now = this.now(), n = this.hot.n;
      this.ages = new Uint8Array(n);
      for (let i = 0; i < n; i++) {
        const hours = (now - this.hot.minute[i] * MINUTE) / 3600000;
        this.ages[i] = hours < AGE_HOURS[0] ? 0 : hours < AGE_HOURS[1] ? 1 : hours < AGE_HOURS[2] ? 2 : 3;
      }
    }

    tick() {                                   // ages grow while nobody touches anything, even with the server gone
      this.growOld();
      const now = this.now(), seen = this.payload && this.payload.lastFile;
      this.age.textContent = !this.payload ? "" : seen ? this.say("lastFile", {ago: this.ago(now - seen * MINUTE)}) : this.words.noFile || "";
      this.age.hidden = !this.age.textContent;
      this.age.classList.toggle("old", !!seen && now - seen * MINUTE > 6 * 3600000);
      this.canvas.redraw();
    }

    // ---- painting -------------------------------------------------------------------------------------------
    project() {
      const scale = this.map.options.crs.scale(this.map.getZoom()), origin = this.map.getPixelOrigin();
      return {scale, ox: origin.x, oy: origin.y};
    }

    placed(origin, size) {
      const p = this.project();
      const left = this.map.containerPointToLayerPoint([0, 0]).x - origin.x;   // the canvas is wider than what is seen of it
      return {ox: p.ox + origin.x, oy: p.oy + origin.y, scale: p.scale, size, left, width: this.map.getSize().x};
    }

    paintGround(g, origin, size) {             // the area as a sheet of paper, where no basemap shows it
      const era = this.eras[this.era];
      g.clearRect(0, 0, size.x, size.y);
      if (!era || this.tiled()) return;
      this.trace(g, era.outline, this.placed(origin, size));
      g.shadowColor = "rgba(20,40,28,.28)"; g.shadowBlur = 14; g.shadowOffsetY = 2; g.fillStyle = this.colours.paper;
      g.fill("evenodd");
    }

    paint(g, origin, size) {
      const zoom = this.map.getZoom();
      this.at = this.placed(origin, size);
      this.grid = null;
      g.clearRect(0, 0, size.x, size.y);
      if (this.options.grid !== false) this.graticule(g, zoom);
      this.names.clear(); this.taken = [];     // where labels stand; the earlier layer has the right of way
      for (const {layer, from, paint} of LAYERS) if (paint && zoom >= (from || 0) && this.layers.on(layer)) paint(this, g, zoom);
      this.forest.mark(this, g);
      if (this.above) this.above.redraw();
    }

    tiled() { return !!this.basemap && this.basemap.answering; }

    coloured() { return this.tiled() || (this.forest.there && this.forest.shown); }   // the ground may have any colour

    trace(g, rings, a = this.at) {             // one path of rings in world coordinates
      g.beginPath();
      for (const points of rings) {
        for (let i = 0; i < points.length; i += 2) {
          const x = points[i] * a.scale - a.ox, y = points[i + 1] * a.scale - a.oy;
          if (i) g.lineTo(x, y); else g.moveTo(x, y);
        }
        g.closePath();
      }
    }

    outlines(g) {
      const era = this.eras[this.era], c = this.colours;
      if (!era) return;
      const inner = era.communes.flatMap((m) => m.rings), line = (rings, colour, width) => { this.trace(g, rings); g.strokeStyle = colour; g.lineWidth = width; g.stroke(); };
      g.lineJoin = "round";
      if (this.coloured()) { line(inner, c.halo, 3); line(era.outline, c.halo, 4.5); }  // tiles may have any colour
      line(inner, this.coloured() ? c.outer : c.border, 1.1); line(era.outline, c.outer, 1.8);
    }

    hulls(g) {
      const c = this.colours;
      for (const e of this.events) {
        this.trace(g, [e.points]);
        g.fillStyle = c.hullFill; g.fill();
        const chosen = this.selected.has(e.id);
        g.strokeStyle = chosen ? c.pick : e.strong ? c.hull : c.weak; g.lineWidth = chosen ? 3 : 1.4;
        g.setLineDash(e.strong || chosen ? [] : [4, 3]); g.stroke(); g.setLineDash([]);
      }
    }

    graticule(g, zoom) {
      const step = zoom < 9 ? 0.5 : zoom < 11.5 ? 0.1 : zoom < 13 ? 0.05 : 0.01, digits = step < 0.05 ? 2 : step < 0.1 ? 2 : 1;
      const c = this.colours, b = this.map.getBounds().pad(0.3), a = this.at, text = this.map.containerPointToLayerPoint([0, 0]);
      const left = text.x - (a.ox - this.map.getPixelOrigin().x), top = text.y - (a.oy - this.map.getPixelOrigin().y);
      if ((b.getEast() - b.getWest()) / step > 200) return;
      const tiled = this.coloured(), write = (text, x, y) => { if (tiled) { g.save(); g.lineWidth = 3; g.strokeStyle = c.halo; g.strokeText(text, x, y); g.restore(); } g.fillText(text, x, y); };
      g.strokeStyle = tiled ? c.gridTiled : c.grid; g.fillStyle = tiled ? c.name : c.gridText; g.lineWidth = 1; g.lineJoin = "round"; g.font = "10px system-ui, 'Noto Sans', sans-serif"; g.textAlign = "left"; g.textBaseline = "alphabetic";
      g.beginPath();
      for (let lon = Math.ceil(b.getWest() / step) * step; lon < b.getEast(); lon += step) {
        const x = Math.round(worldX(lon) * a.scale - a.ox) + 0.5;
        g.moveTo(x, 0); g.lineTo(x, a.size.y);
        if (x > left + 60) write(lon.toFixed(digits) + "°" + (this.words.east || "E"), x + 3, top + 11);
      }
      for (let lat = Math.ceil(b.getSouth() / step) * step; lat < b.getNorth(); lat += step) {
        const y = Math.round(worldY(lat) * a.scale - a.oy) + 0.5;
        g.moveTo(0, y); g.lineTo(a.size.x, y);
        if (y > top + 90) write(lat.toFixed(digits) + "°" + (this.words.north || "N"), left + 4, y - 3);
      }
      g.stroke();
    }

    makeSprites() {                            // 4 ages × 3 confidences × (circle = VIIRS, diamond = MODIS)
      const ratio = 2, c = this.colours;
      this.sprites = [];
      for (let age = 0; age < 4; age++) for (let conf = 0; conf < 3; conf++) for (let modis = 0; modis < 2; modis++) {
        const r = SIZES[age], half = r + 3, s = document.createElement("canvas");
        s.width = s.height = half * 2 * ratio;
        const g = s.getContext("2d"); g.scale(ratio, ratio); g.translate(half, half);
        View.mark(g, r, c.ages[age], conf, modis, c); this.sprites.push({image: s, half});
      }
    }

    static mark(g, r, colour, conf, modis, c) { // low = hollow, nominal = filled, high = filled with a second ring
      const shape = (k) => { g.beginPath(); if (modis) { g.moveTo(0, -k * 1.2); g.lineTo(k * 1.2, 0); g.lineTo(0, k * 1.2); g.lineTo(-k * 1.2, 0); g.closePath(); } else g.arc(0, 0, k, 0, 7); };
      shape(r); g.lineWidth = 3; g.strokeStyle = c.edge; g.stroke();
      if (conf === 0) { g.fillStyle = c.paper; g.fill(); shape(r - 1); g.lineWidth = 2; g.strokeStyle = colour; g.stroke(); return; }
      g.fillStyle = colour; g.fill();
      if (conf === 2) { shape(r + 0.5); g.lineWidth = 1.5; g.strokeStyle = c.ink; g.stroke(); }
    }

    points(g) {
      if (!this.sprites) this.makeSprites();
      const h = this.hot, a = this.at, w = a.size.x + 12, t = a.size.y + 12;
      for (let i = 0; i < h.n; i++) {          // sorted by time: the newest lie on top
        const x = h.x[i] * a.scale - a.ox, y = h.y[i] * a.scale - a.oy;
        if (x < -12 || y < -12 || x > w || y > t) continue;
        const m = h.mark[i], s = this.sprites[this.ages[i] * 6 + ((m >> 3) & 3) * 2 + ((m >> 5) & 1)];
        g.drawImage(s.image, x - s.half, y - s.half, s.half * 2, s.half * 2);
        if (this.selected.size && this.selected.has(this.id(i))) {
          g.beginPath(); g.arc(x, y, s.half + 4, 0, 7); g.lineWidth = 3; g.strokeStyle = this.colours.pick; g.stroke();
        }
      }
    }

    footprints(g) {
      const h = this.hot, a = this.at;
      for (let i = 0; i < h.n; i++) {
        const x = h.x[i] * a.scale - a.ox, y = h.y[i] * a.scale - a.oy;
        if (x < -400 || y < -400 || x > a.size.x + 400 || y > a.size.y + 400) continue;
        const lat = h.lat[i] / E5, dLat = h.track[i] / 200 / KM_PER_DEGREE, dLon = h.scan[i] / 200 / (KM_PER_DEGREE * Math.cos(lat * Math.PI / 180));
        const w = dLon / 360 * a.scale, top = worldY(lat + dLat) * a.scale - a.oy, bottom = worldY(lat - dLat) * a.scale - a.oy;
        g.globalAlpha = 0.16; g.fillStyle = this.colours.ages[this.ages[i]]; g.fillRect(x - w, top, 2 * w, bottom - top);
        g.globalAlpha = 0.8; g.strokeStyle = this.colours.ages[this.ages[i]]; g.lineWidth = 1; g.strokeRect(x - w, top, 2 * w, bottom - top);
      }
      g.globalAlpha = 1;
    }

    put(g, text, size, colour, places, later) { // at the first place where no other label stands; later: only said where, and never left out
      g.font = "600 " + size + "px system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";
      g.textAlign = "center"; g.textBaseline = "middle";
      const w = g.measureText(text).width / 2 + 4, h = size * 0.7;
      const clash = ([x, y]) => this.taken.some((t) => x - w < t[2] && x + w > t[0] && y - h < t[3] && y + h > t[1]);
      const free = places.find((place) => !clash(place)) || (later && places[0]);
      if (!free) return;
      const [x, y] = free;
      this.taken.push([x - w, y - h, x + w, y + h]);
      if (later) later.push([text, x, y, g.font, colour]); else this.write(g, text, x, y, g.font, colour);
    }

    write(g, text, x, y, font, colour) {
      g.font = font; g.textAlign = "center"; g.textBaseline = "middle";
      g.lineWidth = 4; g.lineJoin = "round"; g.strokeStyle = this.colours.halo; g.strokeText(text, x, y); g.fillStyle = colour; g.fillText(text, x, y);
    }

    avoid(signs) {                             // the host's own: latitude, longitude, px to the west, to the east, up and down, whether it is a ring that lets a label be read
      this.signs = signs.map(([lat, lon, west, east, high, ring]) => [worldX(lon), worldY(lat), west, east, high, !!ring]);
      this.canvas.redraw();
    }

    signed(x, y, half, rings = true) {         // whether such a sign lies on a label of this half width
      const a = this.at;
      return this.signs.some(([sx, sy, west, east, high, ring]) => {
        const dx = sx * a.scale - a.ox - x;
        return (rings || !ring) && dx - west < half && dx + east > -half && Math.abs(sy * a.scale - a.oy - y) < high + 8;
      });
    }

    covered(x, y, half) {                      // or a hotspot
      const h = this.hot, a = this.at;
      if (this.signed(x, y, half)) return true;
      if (!this.layers.on("hotspots")) return false;
      for (let i = 0; i < Math.min(h.n, 5000); i++) {
        if (Math.abs(h.x[i] * a.scale - a.ox - x) < half && Math.abs(h.y[i] * a.scale - a.oy - y) < 13) return true;
      }
      return false;
    }

    eventNames(g, zoom) {
      const c = this.colours, a = this.at;
      const shown = this.events.filter((e) => this.selected.has(e.id) || zoom >= 12 || (zoom >= 10 && e.strong && e.n > 2));
      for (const e of shown.slice(0, 300)) {
        let x = 0, top = Infinity, bottom = -Infinity;
        for (let i = 0; i < e.points.length; i += 2) { x += e.points[i]; top = Math.min(top, e.points[i + 1]); bottom = Math.max(bottom, e.points[i + 1]); }
        x = x / (e.points.length / 2) * a.scale - a.ox;
        this.put(g, e.label, 12, this.selected.has(e.id) ? c.pick : c.ink, [[x, top * a.scale - a.oy - 15], [x, bottom * a.scale - a.oy + 16]]);
      }
    }

    // ---- what lies under the pointer --------------------------------------------------------------------------
    id(i) {
      const h = this.hot, t = new Date(h.minute[i] * MINUTE).toISOString();
      return this.payload.satellites[h.mark[i] & 7] + "." + t.slice(0, 10).replace(/-/g, "") + "T" + t.slice(11, 13) + t.slice(14, 16) +
        "." + (h.lat[i] / E5).toFixed(5) + "." + (h.lon[i] / E5).toFixed(5);
    }

    pick(point, slack) {                       // container point → {hotspots: [index…] nearest first, events: […]}
      if (!this.at) return {hotspots: [], events: []};
      const layer = this.map.containerPointToLayerPoint(point), o = this.map.getPixelOrigin(), a = this.at, h = this.hot, cell = 32;
      const wx = layer.x + o.x, wy = layer.y + o.y, x = wx - a.ox, y = wy - a.oy;
      if (!this.grid) {
        this.grid = new Map();
        for (let i = 0; i < h.n; i++) {
          const gx = h.x[i] * a.scale - a.ox, gy = h.y[i] * a.scale - a.oy;
          if (gx < -cell || gy < -cell || gx > a.size.x + cell || gy > a.size.y + cell) continue;
          const key = Math.floor(gx / cell) * 65536 + Math.floor(gy / cell), list = this.grid.get(key);
          if (list) list.push(i); else this.grid.set(key, [i]);
        }
      }
      const near = [], cx = Math.floor(x / cell), cy = Math.floor(y / cell);
      if (this.layers.on("hotspots")) for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) {
        for (const i of this.grid.get((cx + dx) * 65536 + cy + dy) || []) {
          const d = Math.hypot(h.x[i] * a.scale - a.ox - x, h.y[i] * a.scale - a.oy - y);
          if (d <= SIZES[this.ages[i]] + slack) near.push([d, i]);
        }
      }
      const events = this.layers.on("events") ? this.events.filter((e) => inside(wx / a.scale, wy / a.scale, e.points)) : [];
      return {hotspots: near.sort((p, q) => p[0] - q[0]).map((p) => p[1]), events};
    }

    click(e) {
      const touch = e.originalEvent && e.originalEvent.pointerType === "touch", found = this.pick(e.containerPoint, touch ? 14 : 4);
      const ids = found.hotspots.map((i) => this.id(i)), events = found.events.map((v) => v.id);
      this.select(ids.length ? ids : events);
      // Ground inside an event's hull chooses the event and tells its plot as well: neither hides the other.
      if (ids.length) this.forest.close(); else this.forest.identify(e.latlng, found.events.map((v) => (v.note || [])[0] || v.label));
      if (this.options.onSelect) this.options.onSelect({hotspots: ids, events, latlng: e.latlng});
    }

    tellZone(at) {
      const zone = this.layers.on("zones") && this.zones.at(worldX(at.lng), worldY(at.lat), this.project().scale);
      return zone ? [zone.code + " · " + zone.name, zone.said] : [];
    }

    hover(e) {
      if (this.frame) root.cancelAnimationFrame(this.frame);
      this.frame = root.requestAnimationFrame(() => {
        const found = this.pick(e.containerPoint, 4), lines = [];
        if (found.hotspots.length > 1) lines.push(this.say("several", {count: found.hotspots.length}));
        for (const i of found.hotspots.slice(0, 3)) lines.push(...this.describe(i));
        if (!lines.length && found.events.length) lines.push(...this.tellEvent(found.events[0]));
        if (!lines.length) lines.push(...this.tellZone(e.latlng));
        this.map.getContainer().style.cursor = found.hotspots.length || found.events.length ? "pointer" : "";
        if (!lines.length) { this.hideTip(); return; }
        this.tip.replaceChildren(...lines.map((text, k) => { const row = document.createElement("div"); row.textContent = text; if (!k) row.className = "first"; return row; }));
        const box = this.map.getSize();
        this.tip.style.display = "block";
        this.tip.style.left = Math.max(4, Math.min(e.containerPoint.x + 14, box.x - this.tip.offsetWidth - 8)) + "px";
        this.tip.style.top = Math.max(4, Math.min(e.containerPoint.y + 14, box.y - this.tip.offsetHeight - 8)) + "px";
      });
    }

    tellEvent(event) {
      const told = this.untold.line(event, (key, values) => this.say(key, values), (value, digits) => this.number(value, digits));
      return [event.label, ...(event.note || []), ...(told ? [told] : [])];
    }

    hideTip() { this.tip.style.display = "none"; }

    describe(i) {
      const h = this.hot, m = h.mark[i], w = this.words, t = new Date((h.minute[i] + this.options.utcOffset) * MINUTE).toISOString();
      const frp = h.frp[i] < 0 ? w.frpUnknown : this.number(h.frp[i] / 10, 1) + " MW";
      const commune = h.commune[this.era] && this.payload.communes[h.commune[this.era][i]];
      return [this.payload.satellites[m & 7] + " · " + t.slice(11, 16) + " " + t.slice(8, 10) + "/" + t.slice(5, 7) + "/" + t.slice(0, 4),
        (commune || w.outside) + " · " + (w.confidence || {})[CONFIDENCE[(m >> 3) & 3]],
        frp + " · " + this.number(h.scan[i] * h.track[i] / 100, 1) + " ha · " + this.ago(this.now() - h.minute[i] * MINUTE)];
    }

    number(value, digits) { return value.toLocaleString(this.words.locale || "vi-VN", {minimumFractionDigits: digits, maximumFractionDigits: digits}); }
    say(key, values) { return String(this.words[key] || "").replace(/%(\w+)%/g, (_, k) => values[k]); }
    ago(ms) {
      const minutes = Math.max(0, Math.round(ms / MINUTE)), w = this.words;
      if (minutes < 60) return this.say("minutesAgo", {count: minutes});
      if (minutes < 48 * 60) return this.say("hoursAgo", {count: Math.floor(minutes / 60)});
      return this.say("daysAgo", {count: this.number(Math.floor(minutes / 1440), 0)});
    }

    /** Show a box beside the open legend, not below it; where that leaves too little, in the whole map. */
    fit(bounds, margin, maxZoom) {
      const width = this.map.getSize().x, legend = this.legend && this.legend.getContainer();
      const wide = legend ? legend.open * legend.offsetWidth : this.opensLegend() * LEGEND_WIDTH;
      const beside = width - wide > 420 ? wide : 0;
      this.map.fitBounds(bounds, {paddingTopLeft: [margin, margin], paddingBottomRight: [margin + beside, margin], maxZoom, animate: false});
    }

    opensLegend() {
      return Boolean(this.options.controls.legend && this.map.getSize().x > 640);
    }

    // ---- legend and switch ------------------------------------------------------------------------------------
    drawControls() {
      const w = this.words, c = this.colours;
      const open = this.legend ? this.legend.getContainer().open : this.opensLegend(), focused = this.layers.focused();
      if (this.legend) { this.legend.remove(); this.legend = null; }
      if (!this.options.controls.legend || !w.legend) return;
      const make = (tag, cls, text, parent) => { const n = L.DomUtil.create(tag, cls, parent); if (text) n.textContent = text; return n; };
      const box = make("details", "canhlua-legend"); box.open = open;
      make("summary", "", w.legend, box);
      const there = LAYERS.filter((row) => !row.there || row.there(this)).map((row) => row.layer).reverse();
      if (w.layers) this.layers.draw(box, w.layersHead, w.layers, [...new Set(there)]);
      const marks = make("div", "marks", "", box), ages = make("div", "", "", marks), signs = make("div", "", "", marks);
      const row = (within, text, age, conf, modis) => {
        const line = make("div", "row", "", within), s = make("canvas", "", "", line), g = s.getContext("2d");
        s.width = s.height = 44; s.style.width = s.style.height = "22px"; g.scale(2, 2); g.translate(11, 11);
        View.mark(g, SIZES[age], age < 0 ? c.ink : c.ages[age], conf, modis, c);
        make("span", "", text, line);
      };
      make("div", "head", w.ageHead, ages); w.ages.forEach((text, k) => row(ages, text, k, 1, 0));
      make("div", "head", w.markHead, signs);
      [[w.confidence.high, 2, 0], [w.confidence.nominal, 1, 0], [w.confidence.low, 0, 0], [w.modis, 1, 1]].forEach(([text, conf, modis]) => row(signs, text, 1, conf, modis));
      if (this.untold.there || this.told.untold) this.untold.legend(box, w, this.dark);
      this.forest.legend(box);
      make("div", "note", w.footprintNote, box); make("div", "note", w.outlineNote, box);
      if (this.options.controls.era) for (const key of Object.keys(this.eras)) {
        const b = make("button", key === this.era ? "on" : "", this.eras[key].label, box);
        b.onclick = (e) => { e.preventDefault(); this.setEra(key); };
      }
      const view = this, Legend = L.Control.extend({options: {position: "bottomright"}, onAdd() { L.DomEvent.disableClickPropagation(box); L.DomEvent.disableScrollPropagation(box); return box; }});
      view.legend = new Legend().addTo(this.map);
      this.layers.focus(focused);
    }

    keepView() {
      if (!this.options.viewKey) return;
      const at = this.map.getCenter();
      try { root.sessionStorage.setItem(this.options.viewKey, JSON.stringify([at.lat, at.lng, this.map.getZoom()])); } catch (refused) { /* a private window */ }
    }

    restoreView() {
      if (!this.options.viewKey) return false;
      try {
        const [lat, lng, zoom] = JSON.parse(root.sessionStorage.getItem(this.options.viewKey));
        this.map.setView([lat, lng], zoom, {animate: false}); this.restored = true;
      } catch (nothingKept) { this.restored = false; }
      return this.restored;
    }
  }

  root.CanhLuaMap = {
    attach(map, options) { if (!map.canhlua) map.canhlua = new View(map, options); return map.canhlua; },
    of(map) { return map.canhlua; },
    decode, AGE_HOURS, FOOTPRINT_ZOOM,
  };
})(window);
