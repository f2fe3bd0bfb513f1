/* What was written on this phone, until the server has confirmed it by its id: drafts, photos, tracks (IndexedDB).
 * Nothing here is ever dropped by itself; signing out leaves it, and only its author's session sends it. */
(function (scope) {
  "use strict";
  const FIRST_MS = 2000, LONGEST_MS = 300000, BUSY = [408, 425, 429];
  const listeners = [];
  let opened = null, me = null, running = null, timer = 0, current = "";

  function open() {
    if (!opened) {
      opened = new Promise((done, failed) => {
        const asked = indexedDB.open("canhlua-field", 1);
        asked.onupgradeneeded = () => {
          const base = asked.result;
          base.createObjectStore("drafts", {keyPath: "id"});
          base.createObjectStore("photos", {keyPath: "id"}).createIndex("draft", "draft");
          base.createObjectStore("state", {keyPath: "key"});
        };
        asked.onsuccess = () => { asked.result.onclose = () => { opened = null; }; done(asked.result); };
        asked.onerror = () => { opened = null; failed(asked.error); };
        asked.onblocked = () => failed(new Error("blocked"));
      });
    }
    return opened;
  }
  // A browser that keeps nothing (private windows) still writes and sends while the page is open.
  const memory = {drafts: new Map(), photos: new Map(), state: new Map()};
  const box = (name) => ({
    getAll: () => ({result: [...memory[name].values()]}),
    get: (id) => { const asked = {result: memory[name].get(id)}; Promise.resolve().then(() => asked.onsuccess && asked.onsuccess()); return asked; },
    put: (row) => { memory[name].set(name === "state" ? row.key : row.id, row); },
    delete: (id) => { memory[name].delete(id); },
  });
  async function passing(work) { const asked = work({objectStore: box}); await Promise.resolve(); return asked ? asked.result : undefined; }
  async function run(stores, mode, work) {
    let base;
    try { base = await open(); } catch (none) { opened = null; queue.lasting = false; return passing(work); }
    return new Promise((done, failed) => {
      const deal = base.transaction(stores, mode, {durability: "strict"});
      const asked = work(deal);
      deal.oncomplete = () => done(asked ? asked.result : undefined);
      deal.onabort = deal.onerror = () => failed(deal.error);
    });
  }
  const all = (store) => run([store], "readonly", (deal) => deal.objectStore(store).getAll());
  const get = (store, id) => run([store], "readonly", (deal) => deal.objectStore(store).get(id));
  const put = (store, row) => run([store], "readwrite", (deal) => deal.objectStore(store).put(row));
  const remove = (store, id) => run([store], "readwrite", (deal) => deal.objectStore(store).delete(id));
  async function change(store, id, values) {          // read and written in one transaction: two tabs never undo each other
    await run([store], "readwrite", (deal) => {
      const box = deal.objectStore(store), asked = box.get(id);
      asked.onsuccess = () => { if (asked.result) box.put(Object.assign(asked.result, values)); };
    });
    tell();
  }
  const photosOf = async (draft) => (await all("photos")).filter((row) => row.draft === draft).sort((a, b) => a.at - b.at);
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  async function drop(draft) {
    for (const photo of await photosOf(draft)) await remove("photos", photo.id);
    await remove("drafts", draft);
    tell();
  }
  function tell() { listeners.forEach((each) => each()); if (channel) channel.postMessage("changed"); }
  const channel = scope.BroadcastChannel ? new BroadcastChannel("canhlua-field") : null;
  if (channel) channel.onmessage = () => listeners.forEach((each) => each());

  // ---- the session: whose it is, and the mark of its forms
  function begin(facts) { me = {...facts}; }
  function fresh(said) { if (me && said.mark) me.mark = said.mark; }

  class Later extends Error {}                      // no connection, or a server that is down: again, for ever
  class SignIn extends Error {}
  class Refused extends Error { constructor(said, status) { super(said.message || String(status)); this.said = said; this.status = status; } }
  async function post(path, body, type, again) {
    // A line that hangs is cut, so that the next try begins: a minute, and 4 kB a second of what is sent.
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 60000 + (body.size || 0) / 4);
    let answer, said = {};
    try {
      answer = await fetch(path, {method: "POST", body, cache: "no-store", redirect: "manual", credentials: "same-origin", signal: stop.signal,
        headers: {Accept: "application/json", "Content-Type": type, "X-Mark": me.mark, "X-Who": me.who, "X-Lang": me.lang}});
      said = answer.type === "opaqueredirect" ? {} : await answer.json();
    } catch (cut) { throw new Later(String(cut)); } finally { clearTimeout(timer); }
    if (answer.ok) return said;
    if (answer.status === 401 || answer.status === 409 && !said.code || answer.type === "opaqueredirect") throw new SignIn();
    if (answer.status === 403 && said.mark && !again) { fresh(said); return post(path, body, type, true); }
    if (answer.status === 403 && said.mark || answer.status >= 500 || BUSY.includes(answer.status)) throw new Later(answer.status);
    throw new Refused(said, answer.status);
  }

  // ---- one draft: the track, the verdict, then photo by photo
  async function sendTrack(draft) {
    if (!draft.track || draft.track_id) return;
    const said = await post(`/m/${draft.event}/track?name=${encodeURIComponent(draft.track.name)}`, draft.track.blob, "application/gpx+xml");
    draft.track_id = said.id;
    await change("drafts", draft.id, {track_id: said.id, track_text: said.text});
  }
  async function sendVerdict(draft) {
    if (draft.verdict) return;
    const given = {...draft.fields, ...draft.seen, draft_id: draft.id, track_id: draft.track_id || ""};
    const said = await post(`/m/${draft.event}/verdict`, JSON.stringify(given), "application/json");
    if (said.draft_id !== draft.id || !said.id) throw new Later("not confirmed");
    draft.verdict = said.id;
    await change("drafts", draft.id, {state: "stored", verdict: said.id, said, tries: 0, message: "", wrong: {}});
  }
  async function sendPhotos(draft) {
    for (const photo of await photosOf(draft.id)) {
      if (photo.state === "wrong") continue;
      try {
        const said = await post(`/m/photo?verdict=${draft.verdict}&draft=${photo.id}&name=${encodeURIComponent(photo.name)}`, photo.blob, "application/octet-stream");
        if (said.draft_id !== photo.id || !said.id) throw new Later("not confirmed");
        await remove("photos", photo.id);
        tell();
      } catch (failed) {
        if (!(failed instanceof Refused)) throw failed;
        await change("photos", photo.id, {state: "wrong", message: failed.message});
      }
    }
  }
  async function sendOne(draft) {
    try {
      await sendTrack(draft);
      await sendVerdict(draft);
      await sendPhotos(draft);
    } catch (failed) {
      if (failed instanceof SignIn) throw failed;
      if (failed instanceof Refused) { await change("drafts", draft.id, {state: "wrong", message: failed.message, wrong: failed.said.wrong || {}, offer: failed.said.offer || null, track_failed: !draft.track_id && !!draft.track}); return; }
      if (!(failed instanceof Later)) throw failed;
      const tries = (draft.tries || 0) + 1;
      await change("drafts", draft.id, {tries, next: Date.now() + Math.min(FIRST_MS * 2 ** Math.min(tries - 1, 10), LONGEST_MS) * (.75 + Math.random() / 2)});
      return;
    }
    if (!(await photosOf(draft.id)).length) {
      const done = await get("drafts", draft.id);
      if (done) await put("state", {key: "done:" + draft.event, who: draft.who, draft: draft.id, said: done.said, at: Date.now()});
      await remove("drafts", draft.id);
      tell();
    }
  }
  const mine = async () => (await all("drafts")).filter((row) => me && row.who === me.who);
  const waits = async (draft) => draft.state === "queued" || draft.state === "stored" && (await photosOf(draft.id)).some((photo) => photo.state !== "wrong");
  async function round() {
    let soonest = Infinity;
    try {
      for (const row of (await mine()).sort((a, b) => a.at - b.at)) {
        const draft = await get("drafts", row.id);
        if (!draft || !(await waits(draft))) continue;
        if ((draft.next || 0) > Date.now()) { soonest = Math.min(soonest, draft.next); continue; }
        current = draft.id; tell();
        await sendOne(draft);
        current = "";
        const left = await get("drafts", row.id);
        if (left && await waits(left)) soonest = Math.min(soonest, left.next || Date.now() + FIRST_MS);
      }
      queue.signIn = false;
    } catch (failed) {
      if (!(failed instanceof SignIn)) { soonest = Date.now() + FIRST_MS; } else queue.signIn = true;
    } finally { current = ""; tell(); }
    clearTimeout(timer);
    if (soonest < Infinity) timer = setTimeout(() => send(), Math.max(soonest - Date.now(), 250));
  }
  function send(now) {                              // `now`: whatever was to wait does not
    if (!me) return Promise.resolve();
    if (running) return now ? running.then(() => send(true)) : running;
    const work = async () => {
      if (now) for (const draft of await mine()) if (draft.next) await change("drafts", draft.id, {next: 0});
      await round();
    };
    const locked = () => (scope.navigator.locks ? scope.navigator.locks.request("canhlua-field-send", {ifAvailable: true}, (lock) => {
      if (lock) return work();
      clearTimeout(timer); timer = setTimeout(() => send(), FIRST_MS);        // another tab sends
      return undefined;
    }) : work());
    running = Promise.resolve().then(locked).catch(() => 0).finally(() => { running = null; });
    return running;
  }
  async function counts() {
    const drafts = await all("drafts"), photos = await all("photos"), own = new Set(drafts.filter((row) => me && row.who === me.who).map((row) => row.id));
    return {verdicts: drafts.filter((row) => own.has(row.id) && row.state !== "stored").length, photos: photos.filter((row) => own.has(row.draft)).length, others: drafts.length - own.size};
  }
  const queue = {open, all, get, put, remove, change, photosOf, newId, drop, begin, fresh, send, mine, counts, tell, signIn: false, lasting: true,
    sending: () => current, changed: (work) => listeners.push(work), facts: () => me};
  scope.CanhLuaQueue = queue;
  if (scope.addEventListener) scope.addEventListener("online", () => send(true));
}(self));
