// What is on: an alarm that takes the wall, else what was cast to it, else the scenes in turn. Pure: no page, no clock.

const WEIGHT = { warn: 0, alarm: 1, escalated: 2 };
const FROM = { warn: 0, alarm: 1, escalated: 2, none: 3 };
const FOLLOW_MS = 25_000; // how long the map stays with a new incident of level one

export const isDanger = (alarm) => String(alarm.cause).startsWith("danger");

export class Stage {
  /** `takeover`: {from, seconds}; seconds 0: until acknowledged or ended. */
  constructor(takeover) {
    this.takeover = takeover;
    this.scenes = [];
    this.casts = [];
    this.alarms = [];
    this.at = 0; // which scene
    this.left = 0; // ms that it still has; stands still while something else is on
    this.last = null;
    this.seen = new Map(); // alarm and stage → when first seen here
    this.follow = null;
  }

  setScenes(scenes, takeover = this.takeover) {
    const before = this.scenes[this.at]?.id;
    this.takeover = takeover;
    this.scenes = scenes;
    const same = scenes.findIndex((scene) => scene.id === before);
    this.at = Math.max(0, same);
    if (same < 0) this.left = 0;
  }

  /** All ringing alarms. `fresh`: they came by an event; else with a picture, and their own time counts. */
  setAlarms(alarms, at, fresh) {
    this.alarms = alarms.filter((alarm) => this.#takes(alarm));
    for (const alarm of this.alarms) {
      const key = `${alarm.id}:${alarm.severity}`;
      if (!this.seen.has(key)) this.seen.set(key, fresh ? at : Date.parse(alarm.at));
    }
    const alive = new Set(this.alarms.map((alarm) => `${alarm.id}:${alarm.severity}`));
    for (const key of this.seen.keys()) if (!alive.has(key)) this.seen.delete(key);
  }

  #takes(alarm) {
    return !alarm.acknowledged && (isDanger(alarm) || WEIGHT[alarm.severity] >= FROM[this.takeover.from]);
  }

  /** A new incident of level one: the situation map flies there, if its scene says so. */
  level1(code, at) {
    this.follow = { code, until: at + FOLLOW_MS };
  }

  /** The alarm that has the wall now: danger first, then the gravest, then the newest. */
  #alarm(at) {
    const { seconds } = this.takeover;
    const on = this.alarms.filter((alarm) => isDanger(alarm) || !seconds || at < this.seen.get(`${alarm.id}:${alarm.severity}`) + seconds * 1000);
    on.sort((a, b) => Number(isDanger(b)) - Number(isDanger(a)) || WEIGHT[b.severity] - WEIGHT[a.severity] || (a.at < b.at ? 1 : -1));
    return on.length ? { alarm: on[0], more: on.length - 1 } : null;
  }

  /** `{key, kind: "takeover"|"cast"|scene kind, …}` for the time `at` (ms). `can(scene)`: whether it has anything to show. */
  now(at, can = () => true) {
    const passed = this.last === null ? 0 : Math.max(0, at - this.last);
    this.last = at;
    const taken = this.#alarm(at);
    if (taken) return { key: `alarm ${taken.alarm.id} ${taken.alarm.version}`, kind: "takeover", ...taken };
    const cast = this.casts.find((one) => Date.parse(one.until) > at);
    if (cast) return { key: `cast ${cast.id}`, kind: "cast", cast };
    return this.#round(at, passed, can);
  }

  #round(at, passed, can) {
    if (!this.scenes.length) return { key: "none", kind: "none" };
    this.left -= passed;
    const stale = !can(this.scenes[this.at]);
    if (this.left <= 0 || stale) {
      if (this.begun) this.#next(can);
      this.begun = true;
      this.left = this.scenes[this.at].seconds * 1000;
    }
    const scene = this.scenes[this.at];
    const follow = scene.kind === "map" && scene.follow && this.follow?.until > at ? this.follow.code : null;
    return { key: `scene ${scene.id}${follow ? ` ${follow}` : ""}`, kind: scene.kind, scene, follow };
  }

  #next(can) {
    for (let step = 1; step <= this.scenes.length; step += 1) {
      const index = (this.at + step) % this.scenes.length;
      if (can(this.scenes[index])) {
        this.at = index;
        return;
      }
    }
  }

  /** How far the present scene is: 0 … 1. */
  progress() {
    const scene = this.scenes[this.at];
    return scene ? 1 - Math.max(0, this.left) / (scene.seconds * 1000) : 0;
  }
}
