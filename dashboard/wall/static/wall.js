/* The wall as a whole. One per page, on `window`, whatever Streamlit does with the component that feeds it.
 *
 *   CanhLuaWall.of().take(packet);      // a packet: dashboard/pages/wall.py */
(function (root) {
  "use strict";
  const make = root.CanhLuaPanels.make, MINUTE = 60000, HOUR = 3600000;
  const AGAIN_MS = 5 * MINUTE;                 // something critical that nobody has acknowledged is heard again
  const RELOAD_HOUR = 3.5, RELOAD_AFTER_MS = 6 * HOUR;   // once a night, in the blind hours of the satellites
  const SHIFT_EVERY_MS = MINUTE, SHIFT_STEPS = 40;       // the picture wanders, so that nothing burns into the screen
  const URGENCIES = ["critical", "high", "medium", "low"];
  const SEEN = "canhlua-wall-seen";
  const ENLARGED = 2.4;                        // the renderer's 12 px become 29 at 1080p

  function remembered() { try { return new Set(JSON.parse(root.sessionStorage.getItem(SEEN)) || []); } catch (nothingKept) { return new Set(); } }

  class Wall {
    constructor() {
      this.root = make("div", "canhlua-wall");
      this.stage = make("div", "stage", "", this.root);
      this.banner = make("div", "banner", "", this.root); this.banner.hidden = true; this.flash = make("div", "flash", "", this.root);
      this.opened = root.performance.now(); this.step = 0; this.sounded = new Map(); this.night = RELOAD_HOUR + Math.random() * .5;
      this.seen = remembered(); this.first = !this.seen.size;
      this.trust = new root.CanhLuaTrust({changed: (before) => this.trustChanged(before), reload: () => this.reload()});
      root.setInterval(() => this.tick(), 1000);
      root.setInterval(() => this.wander(), SHIFT_EVERY_MS);
      root.addEventListener("resize", () => { root.clearTimeout(this.sizing); this.sizing = root.setTimeout(() => this.arrange(), 150); });
      root.addEventListener("pointerdown", () => { if (this.sound) { this.sound.unlock(); this.tellSound(); } });
      this.keepAwake();
    }

    attach() {
      if (this.root.parentNode !== document.body) { document.body.append(this.root); this.trust.again(); }
      return this;
    }

    left() {                                   // the component is gone: for good, or only until Streamlit has its server back
      root.setTimeout(() => { if (!root.location.pathname.replace(/\/+$/, "").endsWith("/wall")) this.root.remove(); }, 300);
    }

    get shown() { return this.root.isConnected; }

    async take(packet) {
      if (!this.trust.beat(packet)) return;
      if (this.program === undefined) { this.program = packet.program; this.lang = packet.lang; }
      if (packet.program !== this.program || packet.lang !== this.lang) { this.reload(); return; }
      if (this.time) this.time.told(packet);
      if (packet.trouble) { this.said = packet.said; this.tellTrouble(); if (packet.trouble === "refused") this.blank(); return; }
      if (this.frameAt !== packet.frame) await this.begin(packet);
      this.time.told(packet); this.packet = packet;
      this.panels.draw(packet.situation, packet.drill);
      this.root.classList.toggle("drill", Boolean(packet.drill));
      const {rows, behind} = packet.situation.decisions;   // what has no room in the list is on the map and is heard all the same
      const all = [...rows, ...behind.map(([id, urgency, lat = null, lon = null]) => ({id, urgency, lat, lon, state: "new", kind: lat === null ? "" : "event"}))];
      const rings = all.filter((each) => each.lat !== null && !["returned", "shelved"].includes(each.state)).map(({lat, lon, urgency, state}) => ({lat, lon, urgency, state}));
      this.ground.draw(packet.situation.map, rings, packet.clock, packet.situation.ages.map);
      this.news(all);
      this.tick();
      this.root.dataset.beats = this.trust.beats; this.root.dataset.taken = packet.situation.taken;
    }

    async begin(packet) {                      // once, and when outlines or words have changed
      const frame = await (await root.fetch(packet.frame)).json();
      if (this.ground) { this.ground.destroy(); this.stage.replaceChildren(); }
      this.frameAt = packet.frame; this.words = frame.screen;
      this.time = new root.CanhLuaWallTime(this.words); this.time.told(packet);
      this.panels = new root.CanhLuaPanels(this.stage, this.words, this.time);
      this.sound = this.sound || new root.CanhLuaSound(() => this.tellSound());
      this.unmute = this.unmute || make("button", "unmute", "", this.root); this.unmute.textContent = this.words.soundOff; this.unmute.type = "button";
      this.unmute.onclick = () => { this.sound.unlock(); root.setTimeout(() => { if (this.sound.ready) this.sound.play("medium", 12); }, 200); };
      this.controls = this.controls || new root.CanhLuaControls(this.root, this.words, {changed: () => this.arrange(), test: () => { this.sound.unlock(); this.sound.play("high", 12); }, whole: () => this.ground.whole()});
      this.words.ages.forEach((text, i) => { make("i", "a" + i, "", this.panels.key); make("span", "", text, this.panels.key); });
      const box = make("div", "mapbox", "", this.panels.ground);
      this.layOut();
      this.ground = new root.CanhLuaGround(box, frame, this.time, {scale: this.scale(), view: this.controls.view, moved: (at) => { this.controls.view = at; }});
      this.tellSound();
    }

    scale() { return Math.max(1, ENLARGED * this.unit()); }

    unit() { const tall = this.root.dataset.layout === "portrait"; return Math.min(root.innerWidth / (tall ? 1080 : 1920), root.innerHeight / (tall ? 1920 : 1080)); }

    layOut() {
      this.root.dataset.layout = this.controls.layout;
      this.sound.volume = this.controls.volume; this.sound.quiet = this.controls.quiet;
    }

    arrange() {
      if (!this.ground) return;
      this.layOut(); this.panels.fit(); this.ground.resize(this.scale()); this.tellSound();
    }

    hour() { return this.time ? this.time.hour(this.time.story()) : 12; }

    // ---- what is new: seen, heard, visited --------------------------------------------------------------------
    news(rows) {
      const fresh = rows.filter((each) => each.state === "new" && !this.seen.has(each.id));
      const there = new Set(rows.map((each) => each.id));
      for (const each of fresh) this.seen.add(each.id);
      for (const own of this.seen) if (!there.has(own)) this.seen.delete(own);          // should it come again, it is news again
      try { root.sessionStorage.setItem(SEEN, JSON.stringify([...this.seen])); } catch (refused) { /* a private window */ }
      for (const own of this.sounded.keys()) if (!rows.some((each) => each.id === own && each.state === "new")) this.sounded.delete(own);
      const now = root.performance.now(), waiting = rows.filter((each) => each.state === "new" && each.urgency === "critical");
      if (this.first) { this.first = false; for (const each of waiting) this.sounded.set(each.id, now); return; }   // the first look is no news
      for (const each of waiting) if (!this.sounded.has(each.id)) this.sounded.set(each.id, now);
      if (fresh.length) {
        this.alarm(URGENCIES.find((urgency) => fresh.some((each) => each.urgency === urgency)));   // the list's first is not always the loudest
        this.ground.visit(fresh.filter((each) => each.kind === "event"));
      } else if (waiting.some((each) => now - this.sounded.get(each.id) >= AGAIN_MS)) {
        for (const each of waiting) this.sounded.set(each.id, now);
        this.alarm("critical");
      }
    }

    alarm(urgency) {
      this.sound.play(urgency, this.hour());
      this.root.dataset.alarms = Number(this.root.dataset.alarms || 0) + 1;
      if (urgency !== "critical" && urgency !== "high") return;
      this.flash.className = "flash"; void this.flash.offsetWidth; this.flash.className = "flash on " + urgency;
    }

    tellSound() { if (this.unmute) this.unmute.hidden = this.sound.ready || this.sound.volume === 0; }

    // ---- trust ----------------------------------------------------------------------------------------------
    trustChanged(before) {
      this.root.dataset.trust = this.trust.state;
      const bad = !["live", "waiting"].includes(this.trust.state);
      this.banner.hidden = !bad;
      if (bad && before === "live" && this.sound) this.sound.play("lost", this.hour());
      if (bad) this.tellTrouble();
    }

    tellTrouble() {
      const w = this.words || {}, told = ["trouble", "refused"].includes(this.trust.state), head = (told && this.said) || w[this.trust.state] || "";
      let below = "";
      if (this.packet && this.trust.state !== "refused") below = this.trust.answers ? w.back : this.time.say("picture", {time: this.time.clock(this.packet.situation.taken), age: this.time.age(this.time.real() - this.packet.sent)});
      if (this.banner.dataset.said === head + below) return;
      this.banner.dataset.said = head + below; this.banner.replaceChildren();
      make("b", "", head, this.banner); make("span", "", below, this.banner);
    }

    blank() {                                  // this screen may no longer look: nothing of what it saw stays on it
      if (this.ground) { this.ground.destroy(); this.ground = null; }
      this.stage.replaceChildren(); this.packet = null; this.frameAt = null;
    }

    tick() {
      if (!this.shown) return;
      this.trust.tick();
      if (!this.time || !this.ground) return;
      this.panels.tick();
      if (!this.banner.hidden) this.tellTrouble();
      const long = root.performance.now() - this.opened > RELOAD_AFTER_MS, hour = this.time.hour(this.time.real());
      if (long && this.trust.state === "live" && hour >= this.night && hour < this.night + .1) this.reload();
    }

    reload() {                                 // only towards a server that answers: else the last picture would be lost
      if (this.reloading) return;
      this.reloading = true;
      root.fetch("/health", {cache: "no-store"}).then((answer) => { if (!answer.ok) throw new Error(answer.status); root.location.reload(); })
        .catch(() => { this.reloading = false; });
    }

    wander() {
      this.step = (this.step + 1) % SHIFT_STEPS;
      const turn = this.step / SHIFT_STEPS * 2 * Math.PI;
      this.stage.style.transform = "translate(calc(var(--u) * " + (5 * Math.cos(turn)).toFixed(1) + "), calc(var(--u) * " + (5 * Math.sin(2 * turn)).toFixed(1) + "))";
    }

    keepAwake() {                              // where the browser lets a page keep the screen on (HTTPS)
      const ask = () => { if (root.navigator.wakeLock && document.visibilityState === "visible") root.navigator.wakeLock.request("screen").catch(() => {}); };
      ask(); document.addEventListener("visibilitychange", ask);
    }
  }

  root.CanhLuaWall = {of() { return (root.canhluaWall || (root.canhluaWall = new Wall())).attach(); }};
})(window);
