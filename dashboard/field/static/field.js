/* On every field page: the clock and the mark, what is not sent yet, where I am, and keeping the sheets for the valley. */
(function () {
  "use strict";
  const meta = document.querySelector("meta[name=canhlua]"), facts = JSON.parse(meta.content), words = window.CanhLuaWords, queue = window.CanhLuaQueue;
  const loaded = Date.now(), MOST_KEPT = 60, FIRST_KEPT = 36, BREATH_MS = 10000, PATIENCE_MS = 10000, R = 6371008.8;
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const el = (name, text, more) => Object.assign(document.createElement(name), text === undefined ? {} : {textContent: text}, more || {});
  const page = {facts, words, say, el, offset: Date.parse(facts.now) - loaded, online: true};
  page.now = () => Date.now() + page.offset;
  window.CanhLuaPage = page;
  queue.begin(facts);

  // ---- ages and time left: a kept page tells them for now
  function span(seconds) {
    const minutes = Math.max(Math.round(Math.abs(seconds) / 60), 1);
    return minutes < 90 ? say(words.minutes, {n: minutes}) : minutes < 2880 ? say(words.hours, {n: Math.round(minutes / 60)}) : say(words.days, {n: Math.round(minutes / 1440)});
  }
  function ages() {
    document.querySelectorAll("time[data-ago]").forEach((each) => {
      const minutes = Math.round((page.now() - Date.parse(each.dateTime)) / 60000);
      if (Number.isNaN(minutes)) return;
      each.textContent = minutes < 1 ? words.just : minutes < 60 ? say(words.minutes_ago, {n: minutes}) : minutes < 2880 ? say(words.hours_ago, {n: Math.floor(minutes / 60)}) : say(words.days_ago, {n: Math.floor(minutes / 1440)});
    });
    document.querySelectorAll("time[data-left]").forEach((each) => {
      const seconds = (Date.parse(each.dateTime) - page.now()) / 1000;
      if (Number.isNaN(seconds)) return;
      each.textContent = say(seconds > 0 ? words.left : words.over, {t: span(seconds)});
      each.classList.toggle("over", seconds <= 0);
    });
  }

  // ---- is there a connection, and whose session is it
  const net = document.getElementById("net");
  function cut() {
    page.online = false; net.hidden = false;
    const at = new Date(Date.parse(facts.now));
    net.textContent = say(words.saved_at, {t: at.toLocaleString(facts.lang === "en" ? "en-GB" : "vi-VN", {hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", timeZone: "Asia/Ho_Chi_Minh"})});
  }
  async function greet() {
    const before = Date.now(), stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    let answer;
    try { answer = await fetch("/m/now", {headers: {Accept: "application/json"}, cache: "no-store", redirect: "manual", signal: stop.signal}); } catch (none) { cut(); return false; } finally { clearTimeout(timer); }
    if (answer.status >= 500) { cut(); return false; }
    if (!answer.ok) { queue.signIn = true; queue.tell(); net.hidden = true; return false; }
    const said = await answer.json();
    page.offset = Date.parse(said.now) - (before + Date.now()) / 2;
    page.online = true; net.hidden = true;
    queue.put("state", {key: "clock", offset: page.offset}).catch(() => 0);
    if (said.who !== facts.who) { location.reload(); return false; }   // another account: this page is not theirs
    queue.fresh(said);
    return true;
  }
  async function clock() {                          // a kept page is old: how the server's clock stood to this phone's
    const known = await queue.get("state", "clock").catch(() => null);
    if (known) page.offset = known.offset;
    ages();
  }

  // ---- what is not sent yet
  const box = document.getElementById("unsent"), rows = box.querySelector(".rows"), signIn = document.getElementById("signin");
  async function unsent() {
    let count, drafts;
    try { count = await queue.counts(); drafts = await queue.mine(); } catch (none) { return; }
    box.hidden = !(count.verdicts || count.photos || count.others);
    const told = say(words.unsent, {verdicts: count.verdicts, photos: count.photos});
    box.querySelector(".count").textContent = [count.verdicts || count.photos ? told : "", count.others ? say(words.others, {n: count.others}) : ""].filter(Boolean).join(" · ");
    signIn.hidden = !(queue.signIn && (count.verdicts || count.photos));
    const made = [];
    for (const draft of drafts.sort((a, b) => a.at - b.at)) {
      const row = el("div", undefined, {className: "row"}), photos = await queue.photosOf(draft.id);
      const state = queue.sending() === draft.id ? words.sending : words[draft.state] || draft.state;
      row.append(el("b", draft.title || draft.event), el("p", `${draft.fields.kind ? words.kinds[draft.fields.kind] + " · " : ""}${state}${photos.length ? " · " + say(words.photos, {n: photos.length}) : ""}`));
      if (draft.message) row.append(el("p", draft.message, {className: "bad"}));
      row.append(el("a", words.open, {className: "button", href: `/m/${draft.event}?lang=${facts.lang}#answer`}));
      for (const photo of photos.filter((each) => each.state === "wrong")) {
        const away = el("button", words.remove, {type: "button"});
        away.addEventListener("click", async () => { if (window.confirm(words.sure_photo)) { await queue.remove("photos", photo.id); await queue.send(true); queue.tell(); } });
        row.append(el("p", photo.message, {className: "bad"}), away);
      }
      made.push(row);
    }
    rows.replaceChildren(...made);
  }
  queue.changed(unsent);
  document.getElementById("sendnow").addEventListener("click", async () => { await greet(); queue.send(true); });

  // ---- where I am
  const rad = Math.PI / 180;
  function away(lat, lon, corners) {                // metres and bearing to the nearest point of an outline, 0 within it
    const k = Math.cos(lat * rad), flat = corners.map(([x, y]) => [(x - lon) * k * rad * R, (y - lat) * rad * R]);
    if (flat.length === 1) return {m: Math.hypot(...flat[0]), x: flat[0][0], y: flat[0][1]};
    let best = {m: Infinity, x: 0, y: 0}, inside = false;
    for (let i = 0, j = flat.length - 1; i < flat.length; j = i++) {
      const [ax, ay] = flat[j], [bx, by] = flat[i], dx = bx - ax, dy = by - ay, long = dx * dx + dy * dy;
      const t = long ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / long)) : 0, x = ax + t * dx, y = ay + t * dy, m = Math.hypot(x, y);
      if (m < best.m) best = {m, x, y};
      if ((by > 0) !== (ay > 0) && 0 < (ax - bx) * (0 - by) / (ay - by) + bx) inside = !inside;
    }
    return inside ? {m: 0, x: 0, y: 0} : best;
  }
  const number = (value, digits) => value.toLocaleString(facts.lang === "en" ? "en-GB" : "vi-VN", {minimumFractionDigits: digits, maximumFractionDigits: digits});
  function far(lat, lon, corners) {
    const to = away(lat, lon, corners);
    if (!to.m) return {m: 0, text: words.inside};
    const wind = words.winds[["N", "NE", "E", "SE", "S", "SW", "W", "NW"][Math.round(((Math.atan2(to.x, to.y) / rad + 360) % 360) / 45) % 8]];
    return {m: to.m, text: say(words.from_me, {far: to.m < 995 ? number(Math.round(to.m / 10) * 10, 0) + " m" : number(to.m / 1000, 1) + " km", wind})};
  }
  page.far = far;
  const cornersOf = (text) => text.split(" ").map((pair) => pair.split(",").map(Number));
  function dot(lat, lon, metres) {
    document.querySelectorAll("svg[data-box]").forEach((chart) => {
      const [west, north, east, south] = chart.dataset.box.split(",").map(Number), wide = chart.viewBox.baseVal.width, high = chart.viewBox.baseVal.height;
      chart.querySelectorAll(".me, .met").forEach((old) => old.remove());
      if (lon < west || lon > east || lat > north || lat < south) return;
      const x = (lon - west) / (east - west) * wide, y = (north - lat) / (north - south) * high;
      for (const [name, r] of [["met", metres], ["me", wide / 70]]) {
        const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
        for (const [key, value] of Object.entries({class: name, cx: x, cy: y, r})) circle.setAttribute(key, value);
        chart.append(circle);
      }
    });
  }
  function placed({coords}) {
    const {latitude: lat, longitude: lon, accuracy} = coords;
    dot(lat, lon, accuracy);
    const cards = document.getElementById("cards");
    if (cards) {
      const items = [...cards.querySelectorAll("li[data-hull]")].map((item) => ({item, to: far(lat, lon, cornersOf(item.dataset.hull))}));
      items.sort((a, b) => a.to.m - b.to.m).forEach(({item, to}, i) => {
        item.querySelector(".far").textContent = to.text; item.querySelector(".n").textContent = i + 1; cards.append(item);
        const sign = document.querySelector(`svg a[href="#${item.id}"] text`); if (sign) sign.textContent = i + 1;
      });
      document.getElementById("located").textContent = say(words.place, {lat: lat.toFixed(5), lon: lon.toFixed(5), m: Math.round(accuracy)});
    }
    const told = document.getElementById("far");
    if (told) { told.textContent = far(lat, lon, cornersOf(told.dataset.hull)).text; told.hidden = false; }
  }
  function locate(failed) {
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(placed, failed || (() => 0), {enableHighAccuracy: true, timeout: 30000, maximumAge: 60000});
  }
  const button = document.getElementById("locate");
  if (button && navigator.geolocation) {
    button.hidden = false;
    button.addEventListener("click", () => { const at = document.getElementById("located"); at.textContent = words.finding; locate(() => { at.textContent = words.no_place; }); });
  }
  if (navigator.permissions && navigator.geolocation) navigator.permissions.query({name: "geolocation"}).then((state) => { if (state.state === "granted") locate(); }).catch(() => 0);

  // ---- who goes: without leaving the page when the line is cut
  document.querySelectorAll("form.act").forEach((form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = document.getElementById("actsaid"), button = form.querySelector("button");
    button.disabled = true;
    try {
      for (const again of [false, true]) {
        const body = new URLSearchParams(new FormData(form));
        body.set("mark", queue.facts().mark);
        const answer = await fetch(form.action, {method: "POST", body, headers: {Accept: "application/json"}, cache: "no-store", redirect: "manual"});
        if (answer.ok) { location.reload(); return; }
        if (answer.status === 401 || answer.type === "opaqueredirect") { location.href = `/login?next=${encodeURIComponent(location.pathname)}`; return; }
        const told = await answer.json();
        if (told.mark && !again) { queue.fresh(told); continue; }
        said.textContent = told.message; said.hidden = false;
        break;
      }
    } catch (none) { said.textContent = words.cut; said.hidden = false; } finally { button.disabled = false; }
  }));

  // ---- kept for the valley
  async function keep() {
    if (!window.caches || !navigator.serviceWorker) return;
    const place = facts.drill ? "canhlua-drill" : "canhlua", cache = await caches.open(`${place}-pages-${facts.who}`);
    await (await caches.open(`${place}-who`)).put("/m/who", new Response(facts.who));
    const stamps = ((await queue.get("state", "kept:" + facts.who).catch(() => null)) || {urls: {}}).urls, fresh = {};
    const wanted = [...document.querySelectorAll("#cards li[data-stamp]")].slice(0, MOST_KEPT).map((item) => [item.querySelector("a").href.split("#")[0], item.dataset.stamp]);
    if (!(await cache.match(location.href.split("#")[0]))) wanted.unshift([location.href.split("#")[0], ""]);
    const done = () => { document.documentElement.dataset.kept = String(Object.keys(fresh).length); };
    let asked = 0;
    for (const [url, stamp] of wanted) {
      if (stamp && stamps[url] === stamp && await cache.match(url)) { fresh[url] = stamp; continue; }
      if (asked++ === FIRST_KEPT) { done(); await new Promise((later) => setTimeout(later, BREATH_MS)); }   // the first view stays small
      try {
        const answer = await fetch(url, {headers: {Accept: "text/html"}, redirect: "manual"});
        if (!answer.ok || answer.headers.get("X-Canhlua-Who") !== facts.who) break;
        await cache.put(url, answer);
        if (stamp) fresh[url] = stamp;
      } catch (none) { break; }
    }
    if (document.getElementById("cards")) await queue.put("state", {key: "kept:" + facts.who, urls: {...stamps, ...fresh}});
    done(); document.documentElement.dataset.all = "yes";
  }

  async function start() {
    await clock(); setInterval(ages, 30000);
    unsent();
    if (navigator.serviceWorker) navigator.serviceWorker.register("/assets/field/sw.js", {scope: "/m/", updateViaCache: "none"}).catch(() => 0);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => 0);
    if (await greet()) { ages(); queue.send(true); await keep(); } else queue.send();
  }
  window.addEventListener("online", () => greet().then((good) => { if (good) queue.send(true); }));
  window.addEventListener("offline", cut);
  window.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") { ages(); queue.send(true); } });
  start();
}());
