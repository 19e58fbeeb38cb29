// A signature drawn with a finger, kept as the path data of an SVG of 600 × 200.

const [WIDTH, HEIGHT] = [600, 200];
const STEP = 3; // canvas units between two points: enough for a name, small enough for a thin line

/** `canvas` becomes a pad. Returns {value(), set(path), clear()}; `changed` is called after each stroke. */
export function pad(canvas, changed) {
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  let path = "";
  let last = null;

  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) * WIDTH) / box.width), Math.round(((event.clientY - box.top) * HEIGHT) / box.height)];
  };
  const redraw = () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    if (path) pen.stroke(new Path2D(path));
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = spot(event);
    path += `M${last[0]} ${last[1]}l0 0`;
    redraw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = spot(event);
    if (Math.hypot(next[0] - last[0], next[1] - last[1]) < STEP) return;
    path += `L${next[0]} ${next[1]}`;
    last = next;
    redraw();
  });
  const end = () => {
    if (last) changed();
    last = null;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  document.addEventListener("themechange", redraw);
  return {
    value: () => path,
    set: (given) => {
      path = given ?? "";
      redraw();
    },
  };
}
