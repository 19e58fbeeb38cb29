// Arrows for Valhalla's manoeuvre types, drawn as one stroke that is turned: 24 × 24, the driver goes up.

const STRAIGHT = "M12 21V4M6 10l6-6 6 6";
const BEND = (degrees) => {
  const angle = ((degrees - 90) * Math.PI) / 180;
  const [x, y] = [12 + 8.5 * Math.cos(angle), 11 + 8.5 * Math.sin(angle)];
  const wing = (turn) => `${(x - 5.5 * Math.cos(angle + turn)).toFixed(1)} ${(y - 5.5 * Math.sin(angle + turn)).toFixed(1)}`;
  return `M12 22V11L${x.toFixed(1)} ${y.toFixed(1)}M${wing(0.7)}L${x.toFixed(1)} ${y.toFixed(1)}L${wing(-0.7)}`;
};
const ROUND = "M12 22v-6M12 16a5.5 5.5 0 1 1 5.4-6.5M14 9.5h4v-4";
const BACK_LEFT = "M17 22V9a5 5 0 0 0-10 0v8M3 13l4 4 4-4";
const BACK_RIGHT = "M7 22V9a5 5 0 0 1 10 0v8M21 13l-4 4-4-4";
const FLAG = "M6 22V3M6 4h12l-3 4 3 4H6";

const DEGREES = { 9: 40, 18: 40, 20: 40, 23: 30, 37: 35, 10: 90, 11: 135, 16: -40, 19: -40, 21: -40, 24: -30, 38: -35, 15: -90, 14: -135, 25: 20 };

/** Path data for `type`; straight on where nothing else is known. */
export function signOf(type) {
  if (type >= 4 && type <= 6) return FLAG;
  if (type === 12) return BACK_RIGHT;
  if (type === 13) return BACK_LEFT;
  if (type === 26 || type === 27) return ROUND;
  return DEGREES[type] ? BEND(DEGREES[type]) : STRAIGHT;
}

/** Draw it into an svg element. */
export function drawSign(svg, type) {
  if (svg.dataset.type === String(type)) return;
  svg.dataset.type = type;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", signOf(type));
  svg.replaceChildren(path);
}
