/* Can this picture be trusted? Worked out in the browser from nothing but the packets that come, or do not.
 *
 *   const trust = new CanhLuaTrust({changed, reload});
 *   trust.beat(packet); trust.tick();        // once a second
 *   trust.state;                             // waiting, live, lost, offline, trouble, refused
 *
 * Streamlit reconnects by itself; where it does not while the server answers, the page loads itself anew. */
(function (root) {
  "use strict";
  const PROBE_MS = 5000, STUCK_MS = 20000, HEALTH = "/health";

  root.CanhLuaTrust = class {
    constructor({changed, reload}) {
      this.changed = changed; this.reload = reload; this.state = "waiting"; this.limit = 45000; this.answers = false;
      this.started = this.last = root.performance.now(); this.probed = 0; this.answered = null; this.beats = 0;
      root.addEventListener("offline", () => this.tick());
    }

    again() { this.last = root.performance.now(); this.answered = null; }

    beat(packet) {
      if (packet.sent === this.sent) return false;         // the same packet, shown again
      this.sent = packet.sent; this.limit = packet.limit; this.last = root.performance.now(); this.answered = null; this.beats += 1;
      this.go(packet.trouble || "live");
      return true;
    }

    go(state, answers = false) {
      if (state === this.state && answers === this.answers) return;
      const before = this.state;
      this.state = state; this.answers = answers; this.changed(before);
    }

    tick() {
      const now = root.performance.now(), silent = now - this.last;
      const offline = root.navigator.onLine === false && silent > 5000;
      if (this.state === "refused" || (silent <= this.limit && !offline)) return;
      this.go(root.navigator.onLine === false ? "offline" : "lost", this.answered !== null);
      if (now - this.probed < PROBE_MS) return;
      this.probed = now;
      root.fetch(HEALTH, {cache: "no-store"}).then((answer) => {
        if (!answer.ok) throw new Error(answer.status);
        if (root.performance.now() - this.last <= this.limit) return;
        if (this.answered === null) this.answered = root.performance.now();
        if (root.performance.now() - this.answered > STUCK_MS) this.reload();
      }).catch(() => { this.answered = null; });
    }
  };
})(window);
