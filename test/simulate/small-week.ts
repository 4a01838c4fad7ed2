import { type Scenario, simulate } from '../../src/simulate/index.ts';
import type { ScenarioHarness } from '../../src/testing/scenario-checks.ts';

/** A small network and a quiet week: enough for every scenario, and quick. */
const SMALL = { hosts: 16, rate: 0.15 } as const;

/** What the contract of scenarios wants to know, for a small network's week. */
export function smallWeek(
  scenario: Scenario,
  about: Pick<ScenarioHarness, 'fileName' | 'shows' | 'earliest'>,
): ScenarioHarness {
  const { settings } = simulate({ ...SMALL, scenarios: [scenario.name] });
  const { start, end, calendar } = settings;
  return {
    ...about,
    make(seed, planted) {
      const scenarios = planted ? [scenario.name] : [];
      const { timeZone } = calendar;
      const devices = scenario.needs?.devices === true;
      const simulation = simulate({ ...SMALL, seed, scenarios, start, timeZone, devices });
      const truth = () => simulation.labels().planted[0]!;
      return { start, end, events: () => simulation.events(), truth };
    },
  };
}

/** The lines of a scenario in a quiet week, and its label. */
export function played(scenario: Scenario) {
  const simulation = simulate({ ...SMALL, scenarios: [scenario.name] });
  const lines = [...simulation.events()].filter(({ planted }) => planted >= 0);
  return { simulation, lines, label: simulation.labels().planted[0]! };
}
