/* Draws one sheet. Every text from data goes through textContent, so that none of it can become HTML. */

const SHOWN_MS = 2500;

function make(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/* The clipboard is there on https and on 127.0.0.1; elsewhere the old command still works from a press. */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;top:0;left:0;opacity:0";
    document.body.append(area);
    area.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { done = false; }
    area.remove();
    return done;
  }
}

function copyButton(article, label, text, words, className) {
  const button = make("button", className, label);
  button.type = "button";
  button.dataset.copy = text;
  let timer = 0;
  button.addEventListener("click", async () => {
    article.querySelector(".by-hand")?.remove();
    const done = await toClipboard(text);
    if (done) {
      button.textContent = words.copied;
      button.classList.add("done");
      article.querySelector(".said").textContent = words.copied;
      clearTimeout(timer);
      timer = setTimeout(() => { button.textContent = label; button.classList.remove("done"); }, SHOWN_MS);
      return;
    }
    const box = make("div", "by-hand", words.byHand);
    const area = make("textarea");
    area.readOnly = true;
    area.value = text;
    area.rows = Math.min(10, text.split("\n").length);
    box.append(area);
    (button.closest(".fact") || button.closest(".actions")).after(box);
    area.select();
  });
  return button;
}

function link(label, href, className) {
  const anchor = make("a", className, label);
  anchor.href = href;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function fact(article, one, words) {
  const row = make("div", `fact ${one.key}`);
  const value = make("dd", "", one.href ? undefined : one.value);
  if (one.href) {
    const anchor = make("a", "", one.value);
    anchor.href = one.href;
    anchor.target = "_self";
    value.append(anchor);
  }
  if (one.note) value.append(make("small", "", one.note));
  row.append(make("dt", "", one.label), value);
  if (one.copy) {
    const button = copyButton(article, words.copy, one.copy, words);
    button.setAttribute("aria-label", `${words.copy}: ${one.label}`);
    row.append(button);
  }
  return row;
}

function growth(rows, words) {
  const part = make("section", "growth");
  const table = make("table");
  const head = make("tr");
  for (const name of words.growthHead) head.append(make("th", "", name));
  const forested = rows.some((one) => one.forest_ha);
  if (forested) head.append(make("th", "", words.growthForest));
  table.append(head);
  for (const one of rows) {
    const row = make("tr");
    const when = make("td", "", one.when);
    when.append(make("span", "", one.satellite));
    row.append(when);
    for (const name of ["detections", "frp", "new_ha", "hull_ha"]) row.append(make("td", "", one[name]));
    if (forested) {
      const cell = make("td", "wood", one.forest_ha);
      cell.append(make("span", "", one.forest_share));
      row.append(cell);
    }
    table.append(row);
  }
  const note = forested ? `${words.growthNote} ${words.growthForestNote}` : words.growthNote;
  part.append(make("h4", "", words.growth), table, make("p", "", note));
  return part;
}

/* What lies under the record: a bar with its figures, the plots, whose they are, and which layer says so. */
function forest(part, words) {
  const box = make("section", "forest");
  box.append(make("h4", "", words.forest));
  if (part.note) box.append(make("p", "loud", part.note));
  if (part.shares.length) {
    const bar = make("div", "bar"), key = make("ul", "key");
    bar.setAttribute("aria-hidden", "true");
    for (const one of part.shares) {
      const piece = make("i"), line = make("li"), swatch = make("i");
      piece.style.flexGrow = one.share;
      for (const part of [piece, swatch]) if (one.colour) part.style.background = one.colour;
      line.append(swatch, make("span", "", one.label), make("b", "", one.percent));
      bar.append(piece);
      key.append(line);
    }
    box.append(bar, key);
  }
  if (part.plots.length) {
    const list = make("ol", "plots");
    for (const one of part.plots) {
      const plot = make("li"), head = make("div");
      head.append(make("b", "", one.title), make("b", "", one.percent));
      plot.append(head);
      for (const line of one.lines) plot.append(make("span", "", line));
      list.append(plot);
    }
    box.append(list);
    if (part.more) box.append(make("p", "", part.more));
  }
  for (const [label, value] of [[words.owners, part.owners], [words.layer, part.layer]])
    if (value) box.append(make("p", "", `${label}: ${value}`));
  if (part.link) {
    const anchor = make("a", "", part.link);
    anchor.href = part.href;
    anchor.target = "_self";
    box.append(anchor);
  }
  return box;
}

/* Who has been told: each receiver with its sign, in words as well as in colour. */
function told(part) {
  const box = make("section", `telling${part.overdue ? " late" : ""}`), head = make("div", "head"), list = make("ol");
  head.append(make("h4", "", part.title), make("b", "", part.summary));
  for (const one of part.lines) {
    const line = make("li", one.sign), mark = make("i", "", one.mark), text = make("div");
    mark.setAttribute("aria-hidden", "true");
    text.append(make("b", "", one.name), make("span", "", one.state));
    if (one.note) text.append(make("small", "", one.note));
    line.append(mark, text);
    list.append(line);
  }
  box.append(head);
  if (part.lines.length) box.append(list);
  if (part.link) {
    const anchor = make("a", "", part.link);
    anchor.href = part.href;
    anchor.target = "_self";
    box.append(anchor);
  }
  return box;
}

export default function ({parentElement, data}) {
  const article = parentElement.querySelector(".sheet");
  const text = JSON.stringify(data);
  if (article.dataset.shown === text) return;   // a rerun with the same facts must not undo a press or a selection
  article.dataset.shown = text;
  const words = data.words;
  article.replaceChildren();
  if (data.drill) article.append(make("div", "drill", words.drill));
  const said = make("span", "said");
  said.setAttribute("role", "status");
  const header = make("header");
  header.append(make("h3", "", data.title));
  if (data.subtitle) header.append(make("p", "", data.subtitle));
  header.append(make("p", "id", data.id));
  const actions = make("div", "actions");
  actions.append(
    copyButton(article, words.zalo, data.zalo, words, "main"),
    link(words.navigate, data.geo_link, "phone"),
    link(words.map, data.map_link, ""),
  );
  const list = make("dl");
  for (const one of data.facts) list.append(fact(article, one, words));
  const preview = make("details");
  preview.append(make("summary", "", words.preview), make("pre", "", data.zalo));
  article.append(said, header, actions);
  if (data.told) article.append(told(data.told));
  article.append(list);
  if (data.forest) list.after(forest(data.forest, words));
  if (data.growth.length) article.append(growth(data.growth, words));
  article.append(preview);
}
