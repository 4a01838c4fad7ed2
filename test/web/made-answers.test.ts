import { describe, expect, it } from 'vitest';
import { sessionAnswer } from '../../src/core/api-access.ts';
import { home, timeline } from '../../src/core/api-home.ts';
import { incidentDetail, incidentPlots } from '../../src/core/api-incidents.ts';
import { SESSION } from './made-answers.ts';
import { busyHome, calmHome, madeTimeline, NOW } from './made-home.ts';
import { madeDetail, madePlots } from './made-incident.ts';

describe('answers that are made up for the page', () => {
  it('are such as the API gives', () => {
    expect(home.parse(calmHome())).toEqual(calmHome());
    expect(home.parse(busyHome())).toEqual(busyHome());
    expect(incidentDetail.parse(madeDetail())).toEqual(madeDetail());
    expect(incidentPlots.parse(madePlots())).toEqual(madePlots());
    expect(sessionAnswer.parse(SESSION)).toEqual(SESSION);
    const made = madeTimeline(NOW - 86_400_000, NOW, busyHome());
    expect(timeline.parse(made)).toEqual(made);
  });
});
