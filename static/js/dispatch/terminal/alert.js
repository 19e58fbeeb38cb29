// A new order must be noticed in a pocket and in a noisy car: it vibrates, sounds and lights up until it is touched.

const KEPT = "muster.terminal.sound";
const BEAT = [400, 150, 400, 150, 800];
let audio = null;

export const wanted = () => localStorage.getItem(KEPT) !== "off";

export function begin(toggle) {
  toggle.checked = wanted();
  toggle.addEventListener("change", () => localStorage.setItem(KEPT, toggle.checked ? "on" : "off"));
  // Browsers let a page sound only after it was touched once.
  addEventListener("pointerdown", () => {
    audio ??= window.AudioContext ? new AudioContext() : null;
    audio?.resume();
    calm();
  });
}

export function alarm() {
  document.documentElement.dataset.alert = "order";
  if (!wanted()) return;
  navigator.vibrate?.(BEAT);
  if (audio?.state === "running") [0, 0.25, 0.5].forEach((after, n) => tone(audio.currentTime + after, n === 2 ? 1175 : 880));
}

export function calm() {
  delete document.documentElement.dataset.alert;
}

/** Keep the screen lit while the way is shown; the phone may refuse. */
export async function stayAwake(on) {
  if (!navigator.wakeLock || on === awake || document.hidden) return;
  awake = on;
  try {
    if (on) lock = await navigator.wakeLock.request("screen");
    else await lock?.release();
  } catch {
    awake = false;
  }
  lock?.addEventListener("release", () => (awake = false), { once: true });
}
let awake = false;
let lock = null;

/** A short buzz: the press was taken. */
export function tick() {
  if (wanted()) navigator.vibrate?.(30);
}

function tone(at, frequency) {
  const [sound, volume] = [audio.createOscillator(), audio.createGain()];
  sound.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.22);
  sound.connect(volume).connect(audio.destination);
  sound.start(at);
  sound.stop(at + 0.24);
}
