// The moment shown: runs at a speed, waits for what is not there yet, goes where it is told.
const SPEEDS = [1, 2, 5, 10, 20, 30, 60];
const TICK_MS = 250;

export class Transport extends EventTarget {
  constructor(length) {
    super();
    this.length = length;
    this.t = 0;
    this.speed = 10;
    this.playing = false;
    this.ready = () => true;
    setInterval(() => this.#tick(), TICK_MS);
    this.last = performance.now();
  }

  #tick() {
    const now = performance.now();
    const passed = Math.min(now - this.last, 2000) / 1000; // a page that was hidden does not leap
    this.last = now;
    if (!this.playing) return;
    const next = Math.min(this.length, this.t + passed * this.speed);
    if (this.ready(next)) this.t = next;
    if (this.t >= this.length) this.playing = false;
    this.#tell();
  }

  go(t) {
    this.t = Math.max(0, Math.min(this.length, t));
    this.#tell();
  }

  play(on = !this.playing) {
    if (on && this.t >= this.length) this.t = 0;
    this.playing = on;
    this.#tell();
  }

  setSpeed(speed) {
    this.speed = speed;
    this.#tell();
  }

  faster(by) {
    this.setSpeed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(this.speed) + by))]);
  }

  #tell() {
    this.dispatchEvent(new Event("moment"));
  }
}
