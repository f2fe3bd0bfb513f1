/* A call: what is typed is kept in this browser until the server has confirmed it; a line that is cut loses nothing.
 * The server understands the place and the time; this script only asks, shows, keeps and sends. */
(function () {
  "use strict";
  const words = JSON.parse(document.currentScript ? document.currentScript.dataset.words : document.querySelector("script[data-words]").dataset.words);
  const form = document.getElementById("call"), KEPT = words.kept, WAIT_MS = 350, RETRY_MS = 4000;
  const field = (name) => form.elements[name], show = (id, text) => { const box = document.getElementById(id); box.hidden = !text; if (text) (box.querySelector("span") || box).textContent = text; };
  const OURS = ["mark", "lang"];
  let sending = false, waiting = 0;

  // ---- the draft
  function keep() {
    const given = {};
    for (const [name, value] of new FormData(form)) if (!OURS.includes(name)) given[name] = value;
    try { localStorage.setItem(KEPT, JSON.stringify(given)); } catch (e) { /* a browser that keeps nothing still sends */ }
  }
  function drop() { try { localStorage.removeItem(KEPT); } catch (e) { /* nothing was kept */ } }
  function begin() {
    let held = null;
    try { held = JSON.parse(localStorage.getItem(KEPT) || "null"); } catch (e) { held = null; }
    if (held && (held.said || held.place_text || held.informant_name || held.informant_phone)) {
      for (const [name, value] of Object.entries(held)) {
        const at = field(name);
        if (!at || OURS.includes(name) || name === "attach" || name === "spot") continue;
        if (at.type === "checkbox") at.checked = at.value === value; else at.value = value;
      }
      show("draft", words.draft);
      if (field("place_text").value) where();
      if (field("latitude").value) point(+field("latitude").value, +field("longitude").value);
    }
    if (!field("draft_id").value) field("draft_id").value = name();
  }
  function name() {
    const bytes = crypto.getRandomValues(new Uint8Array(15));
    return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  }
  function touched() {
    if (!field("received_at").value) {           // the clock of the call is the server's, at the first key
      field("received_at").value = "…";
      ask("/call/now").then((found) => { field("received_at").value = found.now; keep(); }).catch(() => { field("received_at").value = ""; });
    }
    keep();
  }

  // ---- the server's word
  function ask(path) { return fetch(path, {headers: {Accept: "application/json"}, cache: "no-store"}).then((answer) => { if (!answer.ok) throw new Error(answer.status); return answer.json(); }); }
  const later = (work) => { let timer = 0; return () => { clearTimeout(timer); timer = setTimeout(work, WAIT_MS); }; };

  function options(box, group, rows, chosen, picked) {
    box.querySelectorAll("label").forEach((old) => old.remove());
    rows.forEach((row, i) => {
      const label = document.createElement("label"), mark = document.createElement("input"), text = document.createElement("span");
      mark.type = "radio"; mark.name = group; mark.value = row.value; mark.checked = i === chosen; text.textContent = row.text;
      mark.addEventListener("change", () => { picked(row); keep(); });
      label.append(mark, text); box.append(label);
    });
  }
  let asked = "";
  function where() {
    const text = field("place_text").value.trim();
    asked = text;
    if (!text) { options(document.getElementById("spots"), "spot", [], -1, () => 0); point(null); return; }
    ask("/call/where?lang=" + words.lang + "&q=" + encodeURIComponent(text)).then(({spots}) => {
      if (asked !== text) return;
      const held = field("latitude").value && spots.findIndex((s) => s.latitude === +field("latitude").value && s.longitude === +field("longitude").value);
      const sure = spots.length === 1 && spots[0].sure ? 0 : (held === "" ? -1 : held);
      options(document.getElementById("spots"), "spot", spots.map((s, i) => ({...s, value: String(i)})), sure, (s) => point(s.latitude, s.longitude));
      if (sure >= 0) point(spots[sure].latitude, spots[sure].longitude); else point(null);
    }).catch(() => 0);
  }
  function matches() {
    const box = document.getElementById("matches"), lat = field("latitude").value, lon = field("longitude").value;
    if (!lat) { box.hidden = true; options(box, "attach", [], -1, () => 0); return; }
    const at = `lat=${lat}&lon=${lon}&occurred=${encodeURIComponent(field("occurred").value)}&received=${encodeURIComponent(field("received_at").value)}`;
    ask(`/call/matches?lang=${words.lang}&${at}`).then(({found}) => {
      box.hidden = !found.length;
      options(box, "attach", found.length ? [{value: "", text: words.none}, ...found] : [], 0, () => 0);
    }).catch(() => 0);
  }

  // ---- the map
  let map = null, pin = null;
  function point(lat, lon) {
    const there = lat !== null && lat !== undefined;
    field("latitude").value = there ? lat : ""; field("longitude").value = there ? lon : "";
    if (map) {
      if (pin) { pin.remove(); pin = null; }
      if (there) { pin = L.circleMarker([lat, lon], {radius: 9, color: "#a30f2d", weight: 3, fillOpacity: .35}).addTo(map); if (!map.getBounds().contains([lat, lon])) map.panTo([lat, lon]); }
    }
    keep(); matches();
  }
  function chart() {
    if (!window.L) return;
    map = L.map("map", {attributionControl: false, zoomSnap: .25, keyboard: false}).setView([21.77, 103.64], 10);
    document.querySelectorAll("#map a").forEach((each) => { each.tabIndex = -1; });   // the keyboard goes from field to field
    map.on("click", (at) => {
      const lat = +at.latlng.lat.toFixed(5), lon = +at.latlng.wrap().lng.toFixed(5);
      field("place_text").value = `${lat}, ${lon}`; touched(); point(lat, lon); where();
    });
    ask("/call/areas.json").then((areas) => {
      const drawn = L.geoJSON(areas, {style: {color: "#2f6b4c", weight: 1.6, fillOpacity: .06}, onEachFeature: (f, l) => l.bindTooltip(document.createTextNode(f.properties.name).textContent, {permanent: true, direction: "center", className: "name"})}).addTo(map);
      map.fitBounds(drawn.getBounds());
    }).catch(() => 0);
  }

  // ---- what is asked of fires alone is not in the way of a tip or a landslide
  function kind() {
    const burns = words.fires.includes(field("kind").value);
    for (const at of ["forest_type", "area_ha", "spread_risk", "house_risk"]) form.querySelector(`[data-field="${at}"]`).hidden = !burns;
  }

  // ---- sending
  function wrongs(found) {
    form.querySelectorAll(".wrong").forEach((each) => { each.textContent = ""; });
    let first = null;
    for (const [at, text] of Object.entries(found)) {
      const line = form.querySelector(`[data-field="${at}"]`);
      if (line) { line.querySelector(".wrong").textContent = text; first = first || line.querySelector("input, textarea, select"); }
    }
    if (first) first.focus();
  }
  function send() {
    if (sending) return;
    sending = true; clearTimeout(waiting); keep();
    const button = form.querySelector("button[type=submit]"), given = new URLSearchParams();
    const hidden = (at) => { const line = form.querySelector(`[data-field="${at}"]`); return line && line.hidden; };
    for (const [at, value] of new FormData(form)) if (at !== "spot" && !hidden(at)) given.append(at, value === "…" ? "" : value);
    button.disabled = true; button.textContent = words.sending;
    fetch("/call", {method: "POST", headers: {Accept: "application/json"}, body: given, cache: "no-store"}).then((answer) => answer.json().then((said) => ({answer, said}))).then(({answer, said}) => {
      if (answer.ok) { stored(said); return; }
      show("state", said.message || words.failed); wrongs(said.wrong || {});
      if (said.mark) field("mark").value = said.mark;
    }).catch(() => { show("state", words.cut); waiting = setTimeout(send, RETRY_MS); })      // the same draft again: it is stored once
      .finally(() => { sending = false; button.disabled = false; button.textContent = words.save; });
  }
  function stored(said) {
    drop(); show("state", ""); show("draft", ""); form.hidden = true;
    const done = document.getElementById("done");
    done.hidden = false; done.querySelector("h2").textContent = said.title; done.querySelector("p").textContent = said.text;
    done.querySelector(".told b").textContent = said.told; document.getElementById("desk").href = said.desk;
    const open = document.getElementById("open"); open.href = said.href; open.focus();
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); if (!form.hidden) send(); } });
  form.addEventListener("input", touched);
  field("kind").addEventListener("change", kind);
  field("place_text").addEventListener("input", later(where));
  field("occurred").addEventListener("input", later(matches));
  window.addEventListener("online", () => { if (waiting) send(); });
  document.getElementById("fresh").addEventListener("click", () => { if (window.confirm(words.sure)) { drop(); location.reload(); } });
  document.getElementById("again").addEventListener("click", () => location.reload());
  chart(); begin(); kind();
}());
