/* Where the columns lie above one another, what was just chosen is brought into sight, once for each choice. */

const NARROW = "(max-width: 760px)";
let last = "";

export default function ({data}) {
  if (data.choice === last) return;   // a rerun must not pull the reader back
  last = data.choice;
  const shown = document.querySelector(`.st-key-${data.key}`);
  if (shown && matchMedia(NARROW).matches) shown.scrollIntoView({block: "start"});
}
