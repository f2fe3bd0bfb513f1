/* The voice of the wall: tones that are told apart with closed eyes, made here, so that no file is needed.
 *
 *   const sound = new CanhLuaSound(() => changed());
 *   sound.volume = 60; sound.quiet = [22, 5];      // hours of the day in which only what is critical is heard
 *   sound.play("critical", hour); sound.ready; sound.unlock();
 *
 * Browsers keep silent until somebody has pressed something (or were started with --autoplay-policy=no-user-gesture-required). */
(function (root) {
  "use strict";
  /* [frequency in Hz, start and length in s]. Critical climbs three times; high is two notes; medium one; lost falls. */
  const climb = (at) => [[659, at, .16], [880, at + .18, .16], [1175, at + .36, .3]];
  const TONES = {
    critical: [...climb(0), ...climb(.85), ...climb(1.7)],
    high: [[784, 0, .22], [587, .26, .34], [784, .9, .22], [587, 1.16, .34]],
    medium: [[587, 0, .4]],
    low: [],
    lost: [[440, 0, .3], [330, .34, .3], [247, .68, .6]],
  };
  const ALWAYS = ["critical"];

  root.CanhLuaSound = class {
    constructor(changed) {
      this.changed = changed; this.volume = 60; this.quiet = null; this.played = [];
      const Context = root.AudioContext || root.webkitAudioContext;
      this.context = Context ? new Context() : null;
      if (this.context) this.context.onstatechange = () => this.changed();
      this.unlock();
    }

    get ready() { return !this.context || this.context.state === "running"; }

    unlock() { if (this.context && this.context.state !== "running") this.context.resume().catch(() => {}); }

    hushed(hour) {
      if (!this.quiet) return false;
      const [from, to] = this.quiet;
      return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
    }

    play(kind, hour) {
      const heard = this.volume > 0 && this.ready && this.context && TONES[kind].length && (ALWAYS.includes(kind) || !this.hushed(hour));
      this.played.push({kind, heard: Boolean(heard)});
      if (this.played.length > 50) this.played.shift();
      if (!heard) return false;
      const now = this.context.currentTime + .05, loud = Math.pow(this.volume / 100, 2) * .6;
      for (const [frequency, at, length] of TONES[kind]) {
        const tone = this.context.createOscillator(), gain = this.context.createGain();
        tone.type = kind === "critical" ? "square" : "triangle"; tone.frequency.value = frequency;
        gain.gain.setValueAtTime(0, now + at);
        gain.gain.linearRampToValueAtTime(kind === "critical" ? loud * .5 : loud, now + at + .02);
        gain.gain.setTargetAtTime(0, now + at + length, .04);
        tone.connect(gain).connect(this.context.destination);
        tone.start(now + at); tone.stop(now + at + length + .3);
        tone.onended = () => { tone.disconnect(); gain.disconnect(); };
      }
      return true;
    }
  };
})(window);
