/* The form for what I found: kept on the phone from the first key, sent by the queue. */
(function () {
  "use strict";
  const section = document.getElementById("answer"), form = document.getElementById("verdict"), queue = window.CanhLuaQueue, page = window.CanhLuaPage;
  const seed = JSON.parse(section.dataset.seed), {words, say, el, facts} = page, MOST = 30 * 1024 * 1024;
  const byId = (id) => document.getElementById(id), at = (name) => form.elements[name];
  const FIRES = ["forest_fire", "burning_allowed", "burning_not_allowed", "fire_other"], HIDDEN = ["latitude", "longitude", "accuracy_m"];
  let draft = null, place = {}, saving = Promise.resolve(), urls = [];
  form.hidden = false;

  function shape() {
    const kind = at("kind").value;
    form.dataset.kind = kind; form.classList.toggle("fire", FIRES.includes(kind)); form.classList.toggle("out", at("is_out").value === "yes");
    if (kind === "nothing") byId("more").open = true;
  }
  const local = (ms) => new Date(ms + 7 * 3600000).toISOString().slice(0, 16);
  function fields() {
    const given = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") given[name] = value;
    if (given.observed_at) given.observed_at += ":00+07:00"; else given.observed_at = new Date(draft ? draft.began : page.now()).toISOString();
    if (given.out_at) given.out_at += ":00+07:00";
    return {...given, ...place};
  }
  function begin() {
    if (!draft) draft = {id: queue.newId(), who: facts.who, event: seed.event, title: section.dataset.title, state: "draft", at: Date.now(), began: page.now(), tries: 0, seen: {seen_version: seed.version, seen_verdict_id: seed.last_verdict || 0}};
    return draft;
  }
  function keep() {                                 // one after the other, so that the last word is the last
    begin();
    const values = {...draft, fields: fields(), observed_typed: at("observed_at").value};
    saving = saving.then(() => queue.put("drafts", values)).then(() => { byId("kept").textContent = queue.lasting ? words.kept : words.not_kept; queue.tell(); }).catch(() => { byId("kept").textContent = words.not_kept; });
    queue.put("state", {key: "person:" + facts.who, name: at("name").value, phone: at("phone").value}).catch(() => 0);
    return saving;
  }
  function wrongs(found, message) {
    form.querySelectorAll(".line").forEach((line) => {
      const text = found[line.dataset.field] || "";
      line.classList.toggle("has-wrong", !!text); line.querySelector(".wrong").textContent = text;
      if (text && line.closest("details")) line.closest("details").open = true;
    });
    byId("wrong").hidden = !message; byId("wrong").textContent = message || "";
    const first = form.querySelector(".has-wrong"); if (first) first.scrollIntoView({block: "center"});
  }
  function offer(point) {
    const box = byId("offer"); box.hidden = !point;
    if (point) box.querySelector("button").textContent = `${words.use_point}: ${(+point.latitude).toFixed(5)}, ${(+point.longitude).toFixed(5)}`;
    box.querySelector("button").onclick = () => { stand({latitude: point.latitude, longitude: point.longitude}); box.hidden = true; keep(); };
  }
  function stand(found) {
    place = found; at("place_text").value = found.latitude === undefined ? at("place_text").value : `${(+found.latitude).toFixed(5)}, ${(+found.longitude).toFixed(5)}`;
    byId("hereis").textContent = found.accuracy_m !== undefined ? say(words.place, {lat: (+found.latitude).toFixed(5), lon: (+found.longitude).toFixed(5), m: Math.round(found.accuracy_m)}) : "";
  }
  async function pictures() {
    const shown = draft ? await queue.photosOf(draft.id) : [];
    urls.forEach((url) => URL.revokeObjectURL(url)); urls = [];
    byId("photos").replaceChildren(...shown.map((photo) => {
      const figure = el("figure"), url = URL.createObjectURL(photo.blob), away = el("button", words.remove, {type: "button"});
      urls.push(url);
      away.addEventListener("click", async () => { if (window.confirm(words.sure_photo)) { await queue.remove("photos", photo.id); queue.tell(); pictures(); } });
      figure.append(el("img", undefined, {src: url, alt: photo.name}), el("span", photo.message || photo.name), away);
      return figure;
    }));
  }
  async function take(input) {
    const files = [...input.files], line = form.querySelector("[data-field=photos] .wrong");
    line.textContent = "";
    await keep();
    for (const file of files) {
      if (file.size > MOST) { line.textContent = say(words.too_large, {name: file.name}); continue; }
      try {
        const blob = new Blob([await file.arrayBuffer()], {type: file.type});        // a copy: the gallery may lose its file
        await queue.put("photos", {id: queue.newId(), draft: draft.id, who: facts.who, name: file.name || "photo.jpg", blob, at: Date.now() + Math.random(), state: "waiting"});
      } catch (full) { line.textContent = words.no_room; }
    }
    input.value = "";
    queue.tell(); pictures();
  }

  // ---- states: writing, waiting to be sent, stored
  async function show() {
    const mine = (await queue.mine().catch(() => [])).filter((row) => row.event === seed.event).sort((a, b) => b.at - a.at);
    const held = mine.find((row) => draft ? row.id === draft.id : true) || (draft ? null : mine[0]);
    const done = await queue.get("state", "done:" + seed.event).catch(() => null);
    const finished = held && held.state === "stored" ? held.said : !held && done && done.who === facts.who && (!draft || done.draft === draft.id) ? done.said : null;
    if (held && (held.state === "wrong" || held.state === "draft")) { if (draft && held.id === draft.id && held.state === "wrong" && form.hidden) { draft = held; form.hidden = false; wrongs(held.wrong || {}, held.message); offer(held.offer); } return; }
    byId("queued").hidden = !(held && held.state === "queued");
    if (held && held.state === "queued") { form.hidden = true; byId("kept").textContent = queue.lasting ? words.waiting : words.not_kept; }
    if (finished) {
      const left = held ? (await queue.photosOf(held.id)).length : 0, box = byId("done");
      form.hidden = true; byId("kept").textContent = ""; byId("again").hidden = left > 0; box.hidden = false;
      const lines = [say(finished.again ? words.done_again : words.done, {id: finished.id}), left ? say(words.photos_left, {n: left}) : "", ...finished.conflict].filter(Boolean).map((text) => el("p", text));
      lines.push(el("a", words.see, {className: "button", href: `/m/${seed.event}?lang=${facts.lang}`}));
      if (finished.offer_incident) lines.push(el("a", words.incident, {className: "button", href: `/incidents?events=${seed.event}&lang=${facts.lang}`}));
      box.replaceChildren(...lines);
    }
  }
  async function fill() {
    const person = await queue.get("state", "person:" + facts.who).catch(() => null);
    at("name").value = (person && person.name) || seed.name; at("phone").value = (person && person.phone) || "";
    const mine = (await queue.mine().catch(() => [])).filter((row) => row.event === seed.event && row.state !== "stored").sort((a, b) => b.at - a.at);
    if (mine[0]) load(mine[0]);
    shape(); pictures(); show();
  }
  function load(row) {
    draft = row;
    for (const [name, value] of Object.entries(row.fields)) if (at(name) && name !== "observed_at" && name !== "out_at") at(name).value = value;
    at("observed_at").value = row.observed_typed || ""; at("out_at").value = row.fields.out_at ? local(Date.parse(row.fields.out_at)) : "";
    if (row.fields.latitude !== undefined) stand(Object.fromEntries(HIDDEN.filter((name) => row.fields[name] !== undefined).map((name) => [name, row.fields[name]])));
    if (row.track) byId("trackis").textContent = say(words.track_kept, {name: row.track.name});
    byId("kept").textContent = words.kept;
    if (row.state === "wrong") { wrongs(row.wrong || {}, row.message); offer(row.offer); }
  }

  form.addEventListener("input", (event) => { if (event.target.type === "file") return; if (event.target.name === "place_text") { place = {}; byId("hereis").textContent = ""; offer(null); } shape(); keep(); });
  for (const id of ["camera", "gallery"]) byId(id).addEventListener("change", (event) => take(event.target));
  byId("track").addEventListener("change", async (event) => {
    const file = event.target.files[0]; if (!file) return;
    begin(); draft.track = {name: file.name, blob: new Blob([await file.arrayBuffer()], {type: "application/gpx+xml"})}; draft.track_id = 0;
    await keep(); byId("trackis").textContent = say(words.track_kept, {name: file.name});
  });
  byId("here").addEventListener("click", () => {
    byId("hereis").textContent = words.finding;
    if (!navigator.geolocation) { byId("hereis").textContent = words.no_place; return; }
    navigator.geolocation.getCurrentPosition(({coords}) => { stand({latitude: +coords.latitude.toFixed(6), longitude: +coords.longitude.toFixed(6), accuracy_m: Math.round(coords.accuracy)}); offer(null); keep(); }, () => { byId("hereis").textContent = words.no_place; }, {enableHighAccuracy: true, timeout: 60000, maximumAge: 30000});
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    begin(); draft.state = "queued"; draft.next = 0; draft.tries = 0; draft.message = ""; draft.wrong = {}; draft.offer = null;
    if (draft.track_failed) { draft.track = null; draft.track_failed = false; }
    wrongs({}, "");
    await keep(); await show();
    queue.send(true);
  });
  byId("edit").addEventListener("click", async () => { draft = await queue.get("drafts", draft.id) || draft; draft.state = "draft"; form.hidden = false; byId("queued").hidden = true; await keep(); });
  byId("drop").addEventListener("click", async () => { if (!draft || window.confirm(words.sure_draft)) { if (draft) await queue.drop(draft.id); location.reload(); } });
  byId("again").querySelector("button").addEventListener("click", async () => { await queue.remove("state", "done:" + seed.event); location.reload(); });
  queue.changed(() => { show(); });
  fill();
}());
