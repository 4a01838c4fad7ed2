import { signal } from '@preact/signals';
import type { SessionAnswer } from '../../src/core/api-access.ts';

type Told = SessionAnswer['clock'];

/** What ages are said by moves so often, ms; where the clock hurries a minute of it is a second. */
const STEP = 30_000;
const HURRIED_STEP = 1_000;

let heard: Told & { readonly here: number } = {
  ...{ at: Date.now(), wall: Date.now(), speed: 1 },
  here: Date.now(),
};

/** The present, to the half minute; what says "5 minutes ago" follows it. */
export const now = signal(Date.now());

/** Takes over the clock of the server: that of this machine may be off, and the one of a demo hurries. */
export function goBy(clock: Told): void {
  heard = { ...clock, here: Date.now() };
  now.value = present();
}

/** What the clock of the server shows, epoch ms. */
export function present(): number {
  const { at, wall, speed, here } = heard;
  const passed = Date.now() - here;
  return Math.min(wall + passed, at + passed * speed);
}

/** Moves `now` for as long as the page is there. */
export function followClock(): void {
  const tick = () => {
    now.value = present();
    setTimeout(tick, heard.speed > 1 ? HURRIED_STEP : STEP);
  };
  tick();
}
