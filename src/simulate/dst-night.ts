import { LogsiftError } from '../core/errors.ts';
import { HOUR } from './calendar.ts';
import { defineScenario, type Season } from './scenario.ts';

/** The clocks change: local times jump an hour ahead, or one hour comes twice. No line is planted; all of them show it. */
export default defineScenario({
  name: 'dst-night',
  describe: 'the clocks change at night: devices that write local time skip an hour or repeat one',
  harmless: true,
  needs: { timeZone: 'Europe/Berlin' },
  fixed: true,
  when: changeOfClocks,
  play(stage) {
    const at = changeOfClocks(stage);
    if (at === null) throw new LogsiftError('USAGE', 'the run holds no change of clocks');
    const { calendar, network } = stage;
    const hours = (calendar.offset(at) - calendar.offset(at - HOUR)) / HOUR;
    return {
      summary: `clocks of ${calendar.timeZone} went ${hours > 0 ? 'ahead' : 'back'} by ${Math.abs(hours)} h`,
      subjects: { hosts: network.hosts.map(({ name }) => name), apps: [], actors: [calendar.timeZone] },
      root: { host: null, what: 'change of clocks' },
      from: at,
      to: at + HOUR,
    };
  },
});

/** The last change of the zone's offset within the season. */
function changeOfClocks({ start, end, calendar }: Season): number | null {
  let found: number | null = null;
  for (let time = Math.ceil(start / HOUR) * HOUR; time < end; time += HOUR) {
    if (calendar.offset(time) !== calendar.offset(time - HOUR) && time > start) found = time;
  }
  return found;
}
