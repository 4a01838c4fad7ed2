/** How fast everything goes; tests hurry. */
export interface Pace {
  /** Ms after which who was not heard of owns nothing any more. */
  readonly ttl: number;
}

/** With it another owns what a process had within about five seconds after it vanished. */
export const USUAL_PACE: Pace = { ttl: 4000 };

/** Ms between two renewals of leases. */
export function tickOf({ ttl }: Pace): number {
  return ttl / 8;
}
