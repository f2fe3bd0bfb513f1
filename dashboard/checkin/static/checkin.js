/* A member's page: every button becomes an item of the outbox; what the server knows is shown anew when it has it. */
(function () {
  "use strict";
  const facts = JSON.parse(document.querySelector("meta[name=canhlua]").content), words = facts.words, box = window.CanhLuaOutbox, byId = (id) => document.getElementById(id);
  const PARTS = ["mine", "team", "found", "follow"], MOST = 30 * 1024 * 1024, MOST_TRACK = 40 * 1024 * 1024, EVERY_MS = 60000;
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const el = (name, text, more) => Object.assign(document.createElement(name), text === undefined ? {} : {textContent: text}, more || {});
  const clock = (ms) => new Date(ms).toLocaleTimeString("vi-VN", {hour: "2-digit", minute: "2-digit", timeZone: facts.tz});
  let offset = Date.parse(facts.now) - Date.now(), taken = Date.parse(facts.now), place = null, photos = [];
  const now = () => Date.now() + offset;
  document.documentElement.classList.add("js");
  box.begin(facts.path, facts.lang);

  // ---- is there a connection; what the server knows now
  function cut() { byId("net").hidden = false; byId("net").textContent = say(words.offline, {t: clock(taken)}); }
  async function refresh() {
    const before = Date.now(), ticked = byId("withplace").checked;
    let answer;
    try { answer = await fetch(`${facts.path}?lang=${facts.lang}`, {headers: {Accept: "text/html", "X-Fresh": "1"}, cache: "no-store", redirect: "manual"}); } catch (none) { cut(); return; }
    if (answer.status >= 500) { cut(); return; }
    if (!answer.ok) { location.reload(); return; }       // the link has ended
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html"), told = JSON.parse(fresh.querySelector("meta[name=canhlua]").content);
    offset = Date.parse(told.now) - (before + Date.now()) / 2; taken = Date.parse(told.now);
    box.remember({key: "clock", offset});
    byId("net").hidden = true;
    for (const name of PARTS) {
      const old = document.querySelector(`[data-part=${name}]`), made = fresh.querySelector(`[data-part=${name}]`);
      if (old && made && !(old.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName))) old.replaceWith(document.importNode(made, true));
    }
    byId("withplace").checked = ticked;
    waiting();
  }

  // ---- what is not sent yet
  async function waiting(done) {
    const items = await box.mine(), list = byId("unsent"), rows = [];
    list.hidden = !items.length;
    list.querySelector(".count").textContent = say(box.lasting ? words.unsent : words.unsent_open, {n: items.length});
    for (const item of items) {
      const row = el("div", undefined, {className: "row"}), state = box.sending() === item.id ? words.sending : words[item.state];
      row.append(el("b", item.title), el("p", `${say(words.at, {t: clock(item.happened || item.at)})} · ${state}`));
      if (item.message) row.append(el("p", item.message, {className: "bad"}));
      const away = el("button", words.remove, {type: "button", className: "plain"});
      away.addEventListener("click", () => { if (window.confirm(words.sure)) box.drop(item.id); });
      row.append(away);
      rows.push(row);
    }
    list.querySelector(".rows").replaceChildren(...rows);
    if (items.some((item) => item.state === "wrong")) list.open = true;
    const pressed = items.filter((item) => item.mine && item.state === "queued").pop();
    if (pressed) byId("mystate").closest(".held").classList.add("waiting");
    if (pressed) byId("mystate").textContent = `${pressed.title} · ${say(words.kept, {t: clock(pressed.happened)})}`;
    document.documentElement.dataset.unsent = String(items.length);
    if (done && done.text) { byId("said").hidden = false; byId("said").textContent = done.text; if (!items.length || !done.quiet) refresh(); }
  }
  box.changed(waiting);

  // ---- pressed
  const spot = () => new Promise((found) => {
    if (!navigator.geolocation) { found(null); return; }
    navigator.geolocation.getCurrentPosition(({coords}) => found({latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), accuracy_m: String(Math.round(coords.accuracy))}), () => found(null), {enableHighAccuracy: true, timeout: 20000, maximumAge: 30000});
  });
  function fields(form, pressed) {
    const given = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") given[name] = value;
    if (pressed && pressed.name) given[pressed.name] = pressed.value;
    return given;
  }
  async function queue(form, given, more) {
    const id = box.newId(), happened = now();
    given.draft = id; given.happened_at = new Date(happened).toISOString();
    await box.add({id, url: facts.path, body: JSON.stringify(given), type: "application/json", title: form.dataset.title, happened, ...more});
    return id;
  }
  async function press(form, pressed) {
    const given = fields(form, pressed), own = !!form.closest(".held"), button = form.querySelector("button");
    if (button.disabled) return;
    button.disabled = true;
    try {
      if (own && given.do === "checkin" && byId("withplace").checked) {
        byId("hereis").textContent = words.finding;
        const found = await spot();
        if (found) Object.assign(given, found);
        byId("hereis").textContent = found ? say(words.place, {lat: found.latitude, lon: found.longitude, m: found.accuracy_m}) : words.without_place;
      }
      await queue(form, given, {mine: own});
      waiting();
    } finally { if (given.do === "consent") button.disabled = false; }
  }

  // ---- a finding with its photos
  function pictures() {
    byId("photos").replaceChildren(...photos.map((photo) => {
      const figure = el("figure"), away = el("button", words.remove, {type: "button"}), url = URL.createObjectURL(photo.blob);
      away.addEventListener("click", () => { photos = photos.filter((each) => each !== photo); pictures(); });
      figure.append(el("img", undefined, {src: url, alt: photo.name, onload: () => URL.revokeObjectURL(url)}), away);
      return figure;
    }));
  }
  async function pick(input) {
    for (const file of [...input.files]) {
      if (file.size > MOST) { wrong(say(words.too_large, {name: file.name})); continue; }
      photos.push({name: file.name || "photo.jpg", blob: new Blob([await file.arrayBuffer()], {type: file.type})});   // a copy: the gallery may lose its file
    }
    input.value = ""; pictures();
  }
  function wrong(text) { byId("wrong").hidden = !text; byId("wrong").textContent = text || ""; if (text) byId("wrong").scrollIntoView({block: "center"}); }
  async function found(form) {
    const given = fields(form);
    if (!given.text.trim()) { wrong(words.text_missing); return; }
    wrong("");
    if (place) { Object.assign(given, place); given.place_text = ""; }
    try {
      const sent = photos, id = await queue(form, given, {});
      photos = [];
      for (const photo of sent) {
        const own = box.newId();
        await box.add({id: own, after: id, url: `${facts.path}/photo?finding=${id}&draft=${own}&name=${encodeURIComponent(photo.name)}`, body: photo.blob, type: "application/octet-stream", title: say(words.photo, {name: photo.name})});
      }
      form.reset(); place = null; byId("placed").textContent = ""; pictures();
      window.scrollTo({top: 0});                            // what waits, and what was stored, is told there
    } catch (full) { wrong(words.no_room); }
  }
  async function track(input) {
    const file = input.files[0]; if (!file) return;
    if (file.size > MOST_TRACK) { wrong(say(words.too_large, {name: file.name})); return; }
    const id = box.newId();
    try { await box.add({id, url: `${facts.path}/track?draft=${id}&name=${encodeURIComponent(file.name)}`, body: new Blob([await file.arrayBuffer()]), type: "application/octet-stream", title: say(words.track, {name: file.name}), happened: now()}); } catch (full) { wrong(words.no_room); }
    input.value = "";
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    event.preventDefault();
    if (form.id === "finding") found(form); else press(form, event.submitter);
  });
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("button.copy");
    if (copy) {
      const input = byId(copy.dataset.from); input.select();
      try { await navigator.clipboard.writeText(input.value); } catch (insecure) { document.execCommand("copy"); }
      copy.textContent = words.copied;
    }
  });
  for (const id of ["camera", "gallery"]) byId(id).addEventListener("change", (event) => pick(event.target));
  if (byId("track")) byId("track").addEventListener("change", (event) => track(event.target));
  byId("here").addEventListener("click", async () => {
    byId("placed").textContent = words.finding;
    place = await spot();
    byId("placed").textContent = place ? say(words.place, {lat: place.latitude, lon: place.longitude, m: place.accuracy_m}) : words.no_place;
  });
  byId("place_text").addEventListener("input", () => { place = null; byId("placed").textContent = ""; });
  byId("sendnow").addEventListener("click", () => box.send(true));
  window.addEventListener("offline", cut);
  window.addEventListener("online", refresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { box.send(); refresh(); } });

  async function keep() {                              // this page opens again without a signal
    if (!window.caches) return;
    const cache = await caches.open(facts.pages), url = location.href.split("#")[0], answer = await fetch(url, {headers: {Accept: "text/html"}, redirect: "manual"});
    if (answer.ok) { await cache.put(url, answer); document.documentElement.dataset.kept = "yes"; }
  }
  async function start() {
    const known = await box.state("clock");                // a kept page is old: how the server's clock stood to this phone's
    if (known && Math.abs(offset - known.offset) > 5000) offset = known.offset;
    if (navigator.serviceWorker) navigator.serviceWorker.register("/assets/member/sw.js", {scope: "/checkin/", updateViaCache: "none"}).then(() => navigator.serviceWorker.ready).then(keep).catch(() => 0);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => 0);
    await waiting();
    await refresh();
    box.send();
    setInterval(() => { if (!document.hidden) refresh(); }, EVERY_MS);
  }
  start();
}());
