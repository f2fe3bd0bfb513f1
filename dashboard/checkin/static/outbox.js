/* What was pressed on this phone, until the server has confirmed it by its id: each a request, sent in order (IndexedDB).
 * An item: {id, page, url, body (text or Blob), type, title, at, state: queued|wrong, after: id it needs, tries, next, message} */
(function (scope) {
  "use strict";
  const FIRST_MS = 2000, LONGEST_MS = 300000, BUSY = [408, 425, 429], listeners = [], memory = new Map();
  let opened = null, page = "", lang = "vi", running = null, timer = 0, current = "";

  function open() {
    opened = opened || new Promise((done, failed) => {
      const asked = indexedDB.open("canhlua-checkin", 1);
      asked.onupgradeneeded = () => { asked.result.createObjectStore("items", {keyPath: "id"}); asked.result.createObjectStore("state", {keyPath: "key"}); };
      asked.onsuccess = () => { asked.result.onclose = () => { opened = null; }; done(asked.result); };
      asked.onerror = () => { opened = null; failed(asked.error); };
    });
    return opened;
  }
  async function run(store, mode, work) {
    const base = await open();
    return new Promise((done, failed) => {
      const deal = base.transaction([store], mode, {durability: "strict"}), asked = work(deal.objectStore(store));
      deal.oncomplete = () => done(asked ? asked.result : undefined);
      deal.onabort = deal.onerror = () => failed(deal.error);
    });
  }
  // A browser that keeps nothing (private windows) still sends while the page is open.
  async function all() { try { return await run("items", "readonly", (box) => box.getAll()); } catch (none) { box.lasting = false; return [...memory.values()]; } }
  async function put(item) { try { await run("items", "readwrite", (store) => store.put(item)); } catch (none) { if (none && none.name === "QuotaExceededError") throw none; box.lasting = false; memory.set(item.id, item); } }
  async function remove(id) { memory.delete(id); try { await run("items", "readwrite", (store) => store.delete(id)); } catch (none) { /* only in memory */ } }
  const state = (key) => run("state", "readonly", (store) => store.get(key)).catch(() => null);
  const remember = (row) => run("state", "readwrite", (store) => store.put(row)).catch(() => 0);
  const mine = async () => (await all()).filter((item) => item.page === page).sort((a, b) => a.at - b.at);
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const channel = scope.BroadcastChannel ? new BroadcastChannel("canhlua-checkin") : null;
  if (channel) channel.onmessage = () => listeners.forEach((each) => each());
  function tell(done) { listeners.forEach((each) => each(done)); if (channel) channel.postMessage("changed"); }

  class Later extends Error {}
  class Refused extends Error {}
  async function post(item) {
    // A line that hangs is cut, so that the next try begins: a minute, and 4 kB a second of what is sent.
    const stop = new AbortController(), patience = setTimeout(() => stop.abort(), 60000 + (item.body.size || item.body.length || 0) / 4);
    let answer, said = {};
    try {
      answer = await fetch(item.url, {method: "POST", body: item.body, cache: "no-store", redirect: "manual", signal: stop.signal, headers: {Accept: "application/json", "Content-Type": item.type, "X-Lang": lang}});
      if ((answer.headers.get("content-type") || "").includes("json")) said = await answer.json();
    } catch (cut) { throw new Later(String(cut)); } finally { clearTimeout(patience); }
    if (answer.ok && said.draft_id === item.id) return said;
    if (answer.ok || answer.status >= 500 || BUSY.includes(answer.status) || answer.type === "opaqueredirect") throw new Later(String(answer.status));
    throw new Refused(said.message || String(answer.status));
  }
  async function round() {
    let soonest = Infinity;
    const held = new Set();                          // what was not sent: whatever needs it waits too
    for (const item of await mine()) {
      if (item.state === "wrong" || held.has(item.after)) { held.add(item.id); continue; }
      if ((item.next || 0) > Date.now()) { soonest = Math.min(soonest, item.next); held.add(item.id); continue; }
      current = item.id; tell();
      try {
        const said = await post(item);
        await remove(item.id);
        current = ""; tell(said);
      } catch (failed) {
        current = ""; held.add(item.id);
        if (failed instanceof Refused) await put({...item, state: "wrong", message: failed.message});
        else {
          const tries = (item.tries || 0) + 1, next = Date.now() + Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 10), LONGEST_MS) * (.75 + Math.random() / 2);
          await put({...item, tries, next});
          soonest = Math.min(soonest, next);
        }
        tell();
      }
    }
    clearTimeout(timer);
    if (soonest < Infinity) timer = setTimeout(() => send(), Math.max(soonest - Date.now(), 250));
  }
  function send(now) {                               // `now`: whatever was to wait does not
    if (running) return now ? running.then(() => send(true)) : running;
    const work = async () => { if (now) for (const item of await mine()) if (item.next) await put({...item, next: 0}); await round(); };
    const locked = () => (scope.navigator.locks ? scope.navigator.locks.request("canhlua-checkin-send", {ifAvailable: true}, (lock) => {
      if (lock) return work();
      clearTimeout(timer); timer = setTimeout(() => send(), FIRST_MS);         // another tab sends
      return undefined;
    }) : work());
    running = Promise.resolve().then(locked).catch(() => { timer = setTimeout(() => send(), FIRST_MS); }).finally(() => { running = null; });
    return running;
  }
  async function add(item) { await put({state: "queued", page, at: Date.now() + Math.random() / 1000, tries: 0, ...item}); tell(); return send(true); }
  async function drop(id) { for (const item of await mine()) if (item.id === id || item.after === id) await remove(item.id); tell(); send(true); }
  const box = {begin: (path, language) => { page = path; lang = language; }, add, drop, mine, send, newId, state, remember, lasting: true,
    sending: () => current, changed: (work) => listeners.push(work)};
  scope.CanhLuaOutbox = box;
  scope.addEventListener("online", () => send(true));
}(self));
