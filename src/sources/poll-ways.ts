import { highInterfaces, lowInterfaces } from './poll-interfaces.ts';
import { ciscoCpu, ciscoMemory, ciscoPools, hostCpu, ucdCpu, ucdMemory } from './poll-machine.ts';
import type { PollProfile, PollWay } from './poll-profile.ts';
import { ciscoEnvironment, entitySensors, lmFans, lmSensors } from './poll-sensors.ts';
import { hostMemory, hostStorage } from './poll-storage.ts';
import { apcUps, standardUps } from './poll-ups.ts';

/**
 * What may be read for each profile. Groups of ways are read beside each other; of one group the first that a device
 * has is taken, as the others would say the same.
 */
export const POLL_WAYS: { readonly [profile in PollProfile]: readonly (readonly PollWay[])[] } = {
  interfaces: [[highInterfaces, lowInterfaces]],
  cpu: [[ciscoCpu, ucdCpu, hostCpu]],
  memory: [[ciscoPools, ciscoMemory, ucdMemory, hostMemory]],
  storage: [[hostStorage]],
  temperature: [[entitySensors, ciscoEnvironment, lmSensors], [lmFans]],
  ups: [[standardUps, apcUps]],
};

/** The profiles, as a configuration names them. */
export const POLL_PROFILES = Object.keys(POLL_WAYS) as [PollProfile, ...PollProfile[]];
