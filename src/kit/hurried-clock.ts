/** A clock that starts in the past and runs faster until it has caught up with the wall clock. Plain data, for threads. */
export interface HurriedClock {
  /** Wall time at which it was started, epoch ms. */
  readonly began: number;
  /** What it showed then, epoch ms. */
  readonly from: number;
  /** How many times faster it runs; above 1. */
  readonly speed: number;
}

/** What it shows at a time of the wall clock, epoch ms; never ahead of that. */
export function hurriedTime({ began, from, speed }: HurriedClock, wall: number): number {
  return Math.min(wall, from + Math.max(0, wall - began) * speed);
}
