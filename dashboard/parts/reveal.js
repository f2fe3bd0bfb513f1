/* What was just chosen, where the columns lie above one another, or what a press was answered with is brought into
 * sight, once for each. */

const NARROW = "(max-width: 760px)";
const last = {};

export default function ({data}) {
  if (data.choice === last[data.key]) return;   // a rerun must not pull the reader back
  last[data.key] = data.choice;
  const shown = document.querySelector(`.st-key-${data.key}`);
  if (shown && (!data.narrow || matchMedia(NARROW).matches)) shown.scrollIntoView({block: data.block});
}
