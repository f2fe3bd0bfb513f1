/* Which layers of the map are drawn: checkboxes for the legend.
 *
 * They are kept in localStorage: what somebody hides is a habit of that person on that screen, so it outlives refreshes,
 * reloads and days. It is not in the address, because a link sent to a colleague must never show a map without its fires.
 *
 *   const layers = new CanhLuaSwitches(key, () => redraw());
 *   layers.on("hotspots");                     // everything is on until somebody switches it off
 *   layers.draw(parent, head, names, order);   // names: layer → words; text nodes only */
(function (root) {
  "use strict";

  root.CanhLuaSwitches = class {
    constructor(key, changed) {
      this.key = key; this.changed = changed; this.off = new Set();
      try { this.off = new Set(JSON.parse(root.localStorage.getItem(key)) || []); } catch (nothingKept) { /* all on */ }
    }

    on(name) { return !this.off.has(name); }

    set(name, on) {
      if (on) this.off.delete(name); else this.off.add(name);
      try { if (this.key) root.localStorage.setItem(this.key, JSON.stringify([...this.off])); } catch (refused) { /* a private window */ }
      this.changed();
    }

    focused() {                                // the layer whose box has the keyboard; a redrawn legend gives it back
      const at = document.activeElement;
      return at && this.box && this.box.contains(at) ? at.name : "";
    }

    focus(name) { if (name) for (const input of this.box.querySelectorAll("input")) if (input.name === name) input.focus({preventScroll: true}); }

    draw(parent, head, names, order) {
      const make = (tag, cls, text, within) => { const n = document.createElement(tag); n.className = cls; n.textContent = text; within.append(n); return n; };
      this.box = make("fieldset", "layers", "", parent);
      make("legend", "head", head, this.box);
      for (const name of order) {
        const line = make("label", "switch", "", this.box), input = make("input", "", "", line);
        input.type = "checkbox"; input.name = name; input.checked = this.on(name);
        input.onchange = () => this.set(name, input.checked);
        make("span", "", names[name] || name, line);
      }
    }
  };
})(window);
