/**
 * The next time after `now` (epoch ms) at which it is `hour` o'clock where this process lives: a digest waits for the
 * morning. In the night in which that hour does not exist it is the hour after.
 */
export function nextHour(now: number, hour: number): number {
  const day = new Date(now);
  day.setHours(hour, 0, 0, 0);
  if (day.getTime() <= now) {
    day.setDate(day.getDate() + 1);
    day.setHours(hour, 0, 0, 0);
  }
  return day.getTime();
}
