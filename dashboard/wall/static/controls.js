/* How a wall is set up, kept in its address so that it outlives everything: layout, volume, quiet hours, the map's view.
 * The bar shows itself while a pointer moves, and goes.
 *
 *   const controls = new CanhLuaControls(stage, words, {changed, test, whole});
 *   controls.layout; controls.volume; controls.quiet; controls.view; */
(function (root) {
  "use strict";
  const make = root.CanhLuaPanels.make, LAYOUTS = ["auto", "map", "list", "portrait"], SHOWN_MS = 6000;
  const QUIET = [null, [21, 5], [22, 5], [22, 6], [23, 6]];

  const asked = () => new URLSearchParams(root.location.search);
  function keep(name, value) {
    const query = asked();
    if (value === null || value === "") query.delete(name); else query.set(name, value);
    root.history.replaceState(root.history.state, "", root.location.pathname + (query.size ? "?" + query : ""));
  }

  root.CanhLuaControls = class {
    constructor(stage, words, {changed, test, whole}) {
      this.changed = changed;
      this.bar = make("nav", "controls", "", stage); this.bar.hidden = true;
      const group = (label) => { const box = make("label", "", "", this.bar); make("span", "", label, box); return box; };
      const layout = make("select", "", "", group(words.layout));
      for (const name of LAYOUTS) { const option = make("option", "", words.layouts[name], layout); option.value = name; }
      layout.value = LAYOUTS.includes(asked().get("layout")) ? asked().get("layout") : "auto";
      layout.onchange = () => { keep("layout", layout.value === "auto" ? null : layout.value); changed(); };
      const volume = make("input", "", "", group(words.volume)); volume.type = "range"; volume.min = 0; volume.max = 100; volume.step = 5; volume.value = this.volume;
      volume.onchange = () => { keep("volume", volume.value); changed(); test(); };
      const quiet = make("select", "", "", group(words.quiet)), current = asked().get("quiet") || "";
      const told = (hours) => hours ? hours.map((h) => String(h).padStart(2, "0")).join("-") : "";
      const offered = QUIET.map(told);
      if (this.quiet && !offered.includes(told(this.quiet))) offered.push(told(this.quiet));
      for (const text of offered) { const option = make("option", "", text ? text.replace("-", ":00 – ") + ":00" : words.quietOff, quiet); option.value = text; }
      quiet.value = this.quiet ? told(this.quiet) : ""; quiet.title = words.quietNote;
      quiet.onchange = () => { keep("quiet", quiet.value); changed(); };
      const button = (text, act) => { const b = make("button", "", text, this.bar); b.type = "button"; b.onclick = act; };
      button(words.try, test); button(words.whole, whole);
      const home = make("a", "", words.leave, this.bar); home.href = "/";
      this.show = () => { this.bar.hidden = false; stage.classList.add("touched"); root.clearTimeout(this.timer);
        this.timer = root.setTimeout(() => { if (this.bar.matches(":focus-within") && this.bar.contains(document.activeElement) && document.activeElement.tagName === "SELECT") { this.show(); return; } this.bar.hidden = true; stage.classList.remove("touched"); }, SHOWN_MS); };
      for (const name of ["pointermove", "pointerdown", "keydown"]) root.addEventListener(name, this.show, {passive: true});
    }

    get layout() {
      const name = asked().get("layout");
      if (LAYOUTS.includes(name) && name !== "auto") return name;
      return root.innerHeight > root.innerWidth ? "portrait" : "map";
    }
    get volume() { const n = Number(asked().get("volume") ?? 60); return Number.isFinite(n) ? Math.max(0, Math.min(100, n)) : 60; }
    get quiet() {
      const found = /^(\d{1,2})-(\d{1,2})$/.exec(asked().get("quiet") || "");
      const hours = found && [Number(found[1]), Number(found[2])];
      return hours && hours.every((h) => h < 24) && hours[0] !== hours[1] ? hours : null;
    }
    get view() {
      const at = (asked().get("at") || "").split(",").map(Number);
      return at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]) < 85 && Math.abs(at[1]) <= 180 && at[2] >= 5 && at[2] <= 18 ? at : null;
    }
    set view(at) { keep("at", at ? [at[0].toFixed(4), at[1].toFixed(4), at[2].toFixed(2)].join(",") : null); }
  };
})(window);
