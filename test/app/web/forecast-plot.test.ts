import { beforeAll, expect, it } from 'vitest';
import { homeWorld } from '../../../src/app/web/home.ts';
import { incidentsWorld } from '../../../src/app/web/incidents.ts';
import { homeRoutes } from '../../../src/dashboard/routes-home.ts';
import { incidentRoutes } from '../../../src/dashboard/routes-incidents.ts';
import { type Made, madeDashboard } from '../../dashboard/made-dashboard.ts';
import { incidentOf, kept } from '../made-incidents.ts';
import { type MadeState, madeState, stamped } from '../made-state.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 18, 12);
const START = NOW - 16 * DAY;

/** A disk that fills up by two per cent a day for the last ten days. */
const LINES = Array.from({ length: 16 * 24 }, (_, i) => {
  const at = START + i * HOUR;
  const used = 62 + Math.max(0, (i - 6 * 24) / 24) * 2 + (i % 3) * 0.1;
  return stamped(at, 'store', `diskmon[7]: file system /var is ${used.toFixed(1)} % full`);
});

let state: MadeState;
let page: Made;
beforeAll(async () => {
  state = await madeState(LINES, { now: NOW });
  const world = incidentsWorld(state.parts, (template) => [template]);
  page = await madeDashboard([...homeRoutes(homeWorld(state.parts)), ...incidentRoutes(world)]);
}, 60_000);

it('a number on its way to a limit is on the first page with its dates, and drawn with its interval and the limit', async () => {
  const { forecasts } = (await page.get('/home')).json;
  expect(forecasts).toMatchObject([{ host: 'store', because: expect.stringMatching(/reaches \d+ %/) }]);
  const { finding } = state.parts.store.findings.get(forecasts[0].id)!;
  const incident = incidentOf([finding]);
  kept(state, [incident]);
  const { plots } = (await page.get(`/incidents/${incident.id}/plots`)).json;
  const plot = plots.find(({ kind }: { kind: string }) => kind === 'forecast');
  expect(plot).toMatchObject({ finding: finding.id, unit: '%', interval: 0.9 });
  expect(plot.history.length).toBeGreaterThan(100);
  expect(plot.history.at(-1).value).toBeGreaterThan(75);
  expect([plot.limit, plot.crossing !== null]).toEqual([expect.any(Number), true]);
  expect(plot.crossing.likely).toBeGreaterThan(NOW);
  for (const { low, value, high, at } of plot.ahead) {
    expect(at).toBeGreaterThan(plot.history.at(-1).at);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  // The limit is within what is drawn.
  expect(plot.ahead.at(-1).at).toBeGreaterThan(plot.crossing.likely);
});

it('of a number that is not followed any more there is no picture', async () => {
  const { forecasts } = (await page.get('/home')).json;
  const { finding } = state.parts.store.findings.get(forecasts[0].id)!;
  const gone = incidentOf([
    { ...finding, id: 'abcd1234', about: { host: 'store', metric: 'something else' } },
  ]);
  kept(state, [gone]);
  const { status, json } = await page.get(`/incidents/${gone.id}/plots`);
  expect([status, json.plots.map(({ kind }: { kind: string }) => kind)]).toEqual([
    200,
    expect.not.arrayContaining(['forecast']),
  ]);
});
