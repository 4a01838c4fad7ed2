import backupLate from './backup-late.ts';
import certificateRenewal from './certificate-renewal.ts';
import deploy from './deploy.ts';
import diskFilling from './disk-filling.ts';
import dstNight from './dst-night.ts';
import fanFailing from './fan-failing.ts';
import jobStops from './job-stops.ts';
import mailDeferrals from './mail-deferrals.ts';
import mainsFailure from './mains-failure.ts';
import monthEnd from './month-end.ts';
import nasFailing from './nas-failing.ts';
import newHost from './new-host.ts';
import nightOutbound from './night-outbound.ts';
import patchNight from './patch-night.ts';
import powerLoss from './power-loss.ts';
import rewordedUpgrade from './reworded-upgrade.ts';
import type { Scenario } from './scenario.ts';
import { type SimulateOptions, settle } from './settings.ts';
import { Simulation } from './simulation.ts';
import slowQuery from './slow-query.ts';
import sshBruteForce from './ssh-brute-force.ts';
import wifiMonday from './wifi-monday.ts';

export type { Labels, PlantedLabel } from './labels.ts';
export type { Scenario } from './scenario.ts';
export type { SimulateOptions } from './settings.ts';
export type { Simulation } from './simulation.ts';

/** Everything that can be planted, incidents first. */
export const scenarios: readonly Scenario[] = [
  ...[sshBruteForce, powerLoss, diskFilling, slowQuery, jobStops, mailDeferrals, nightOutbound, fanFailing],
  ...[nasFailing, mainsFailure],
  ...[deploy, patchNight, wifiMonday, monthEnd, newHost, dstNight],
  ...[backupLate, certificateRenewal, rewordedUpgrade],
];

/**
 * A made log of a small network. The same options give the same bytes on every run and machine. Throws USAGE when an
 * option is out of range or the run has no place for a scenario.
 */
export function simulate(options: SimulateOptions = {}): Simulation {
  return new Simulation(settle(options, scenarios));
}
