const TIME_UNIT = /^(?:[num\u00b5]?s|msecs?|usecs?|secs?|seconds?|milliseconds?|min|minutes?)$/i;
const WORSE_MORE =
  /\b(?:durations?|latency|delays?|elapsed|took|time|wait\w*|lag|queue\w*|depth|backlog|load|used|usage|temp\w*|heat|errors?|retries|dropped|lost|loss|jitter|offset|CPU|C)\b/i;
const WORSE_LESS =
  /\b(?:rpm|free|avail\w*|remaining|speed|fan|battery|signal|rssi|idle|throughput|volt\w*|V)\b/i;
const NEAR = 24;

/** What stands in front of a number, and its unit. */
interface Named {
  readonly before: string;
  readonly unit: string;
}

/**
 * Which way trouble lies of a number, by its name and unit: 1 where more is worse (times, heat, queues), −1 where less
 * is (fans, room, signals), 0 where it does not say.
 */
export function troubleSide({ before, unit }: Named): 1 | -1 | 0 {
  const name = `${before.slice(-NEAR)} ${unit}`;
  if (WORSE_LESS.test(name)) return -1;
  return TIME_UNIT.test(unit) || WORSE_MORE.test(name) ? 1 : 0;
}

/** Whether a number that went up or down went the way that trouble lies; words anywhere in its kind of line count too. */
export function isTrouble(slot: Named, { up, text }: { up: boolean; text: string }): boolean {
  const side = troubleSide(slot);
  return side === 0 ? up && WORSE_MORE.test(text) : up === side > 0;
}
