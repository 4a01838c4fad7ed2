import { DAY, HOUR } from './calendar.ts';
import { lateTimeOfDay, timeOfDay } from './moments.ts';
import { defineScenario } from './scenario.ts';
import { child, daemon, INFO, LOCAL0 } from './speaker.ts';
import { POSTGRES } from './traffic-database.ts';
import { EXPORT } from './traffic-shop.ts';

const WORKER = daemon('shop-worker', LOCAL0, INFO);
const CLOSING = child('billing-close', LOCAL0, INFO);

/** On the last evening of the month the books are closed: much work, long statements, many invoices. */
export default defineScenario({
  name: 'month-end',
  describe:
    'on the last day of the month at 22:00 the books are closed: long statements, hundreds of invoices',
  harmless: true,
  needs: { start: '2026-10-27' },
  when(season) {
    const { calendar } = season;
    const fits = (time: number) => calendar.dayOfMonth(time + DAY) === 1;
    return lateTimeOfDay(season, timeOfDay(22), { fits, needs: 2 * HOUR });
  },
  play({ at, chance, network, calendar, say }) {
    const host = network.of('app')[0]!;
    const database = network.of('database')[0]!;
    const month = calendar.compactDate(at).slice(0, 6);
    let time = at;
    say({ time, host, speaker: CLOSING, message: `closing of ${month} started` });
    const steps = ['collect orders', 'apply returns', 'compute taxes', 'write journal', 'close accounts'];
    for (const [i, step] of steps.entries()) {
      const takes = chance.between(60_000, 400_000);
      time += takes;
      const sql = `INSERT INTO closing SELECT * FROM closing_step_${i + 1}('${month}')`;
      say({
        ...{ time, host: database, speaker: POSTGRES },
        message: `[3-1] billing@shop LOG:  duration: ${takes}.${chance.between(100, 999)} ms  statement: ${sql}`,
      });
      say({
        time: time + 60,
        host,
        speaker: CLOSING,
        message: `step ${i + 1} of ${steps.length} (${step}) took ${Math.round(takes / 1000)} s`,
      });
    }
    const invoices = chance.between(220, 380);
    let job = chance.between(2_000_000, 3_000_000);
    for (let n = 0; n < invoices; n++) {
      time += 600 + chance.longTailed(1200);
      const took = chance.between(180, 900);
      say({
        time,
        host,
        speaker: WORKER,
        message: `job ${++job} send-invoice started, queue depth ${invoices - n}`,
      });
      say({
        time: time + took,
        host,
        speaker: WORKER,
        message: `job ${job} send-invoice done in ${took} ms`,
      });
    }
    say({
      time: time + 4000,
      host,
      speaker: CLOSING,
      message: `closing of ${month} finished: ${invoices} invoices`,
    });
    say({ time: time + 5000, host, speaker: EXPORT, message: `export of ${month} started` });
    return {
      summary: `the books of ${month} were closed and ${invoices} invoices sent`,
      subjects: {
        hosts: [host.name, database.name],
        apps: ['billing-close', 'shop-worker', 'postgres'],
        actors: [month],
      },
      root: { host: host.name, what: 'month-end closing' },
      from: at,
      to: time + 6000,
    };
  },
});
