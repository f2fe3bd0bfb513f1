/* What time it is on the wall. The server's clock rules: a wall's own may be wrong, and its ages must not be.
 *
 *   const time = new CanhLuaWallTime(words);
 *   time.told(packet);            // each packet carries the server's clock, and in a drill the scenario's
 *   time.real(); time.story();    // ms since 1970: the server's clock, the clock of facts
 *   time.age(ms); time.ago(then); time.countdown(due); time.clock(ms); */
(function (root) {
  "use strict";
  const OFFSET = 7 * 3600000, SECOND = 1000, MINUTE = 60000, HOUR = 3600000, DAY = 86400000;
  const MINUTES_UNTIL = 6 * HOUR;              // of what is older the minutes tell nothing
  const two = (n) => String(n).padStart(2, "0");

  root.CanhLuaWallTime = class {
    constructor(words) { this.words = words; this.offset = null; this.drill = null; }

    told(packet) {                             // the way here only ever makes a packet older: the newest clock is the truest
      const offset = packet.sent - root.performance.now();
      if (this.offset === null || offset > this.offset || this.offset - offset > 5 * SECOND) this.offset = offset;
      this.drill = packet.clock || null;
    }

    real() { return this.offset === null ? Date.now() : this.offset + root.performance.now(); }

    story() {
      const c = this.drill;
      return c ? c[1] + Math.max(0, this.real() - c[0]) * c[2] : this.real();
    }

    say(key, values) { return String(this.words[key] || "").replace(/%(\w+)%/g, (_, k) => values[k]); }

    age(ms) {                                  // "41 giây", "12 phút", "2 giờ 5 phút", "3 ngày"
      const s = Math.max(0, ms);
      if (s < MINUTE) return this.say("seconds", {n: Math.floor(s / SECOND)});
      if (s < HOUR) return this.say("minutes", {n: Math.floor(s / MINUTE)});
      if (s < MINUTES_UNTIL && s % HOUR >= MINUTE) return this.say("hoursMinutes", {h: Math.floor(s / HOUR), m: Math.floor(s % HOUR / MINUTE)});
      if (s < 2 * DAY) return this.say("hours", {n: Math.floor(s / HOUR)});
      return this.say("days", {n: Math.floor(s / DAY)});
    }

    ago(then) {
      const ms = this.story() - then;
      return ms < 2 * SECOND ? this.words.fresh : this.say("ago", {age: this.age(ms)});
    }

    countdown(due) {                           // to the minute, both ways
      const left = due - this.story(), minutes = (ms) => Math.max(MINUTE, Math.floor(ms / MINUTE) * MINUTE);
      return left >= 0 ? this.say("left", {age: this.age(minutes(left + MINUTE - 1))}) : this.say("over", {age: this.age(minutes(-left))});
    }

    local(ms) { return new Date(ms + OFFSET); }
    clock(ms) { const d = this.local(ms); return two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()) + ":" + two(d.getUTCSeconds()); }
    day(ms) {
      return this.local(ms).toLocaleDateString(this.words.locale, {timeZone: "UTC", weekday: "long", day: "2-digit", month: "2-digit", year: "numeric"});
    }
    hour(ms) { const d = this.local(ms); return d.getUTCHours() + d.getUTCMinutes() / 60; }
  };
})(window);
