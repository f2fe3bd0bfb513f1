/* What the signs of the wall's map mean, in the words of the map page where it has them.
 *
 *   const legend = CanhLuaWallLegend.make(box, frame);
 *   CanhLuaWallLegend.only(legend, {zones: true, patrols: false});   // what a screen may never see needs no words */
(function (root) {
  "use strict";

  function make(box, frame) {
    const legend = document.createElement("div"), words = frame.screen, shared = frame.words;
    legend.className = "legend";
    const line = (sign, text) => {
      const row = document.createElement("div"), mark = document.createElement("i"), said = document.createElement("span");
      row.dataset.sign = sign; mark.className = "is-" + sign; said.textContent = text; row.append(mark, said); legend.append(row);
    };
    const head = document.createElement("div"); head.className = "head"; head.textContent = words.decisions; legend.append(head);
    for (const urgency of Object.keys(words.rings)) line("ring " + urgency, words.rings[urgency]);
    line("hollow", shared.confidence.low);
    line("incident", shared.layers.incidents);
    line("patrols", shared.layers.patrols);
    line("zones", shared.layers.zones);
    box.append(legend);
    return legend;
  }

  function only(legend, there) { for (const name of Object.keys(there)) legend.querySelector("[data-sign=" + name + "]").hidden = !there[name]; }

  root.CanhLuaWallLegend = {make, only};
})(window);
