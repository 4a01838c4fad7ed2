import type { DeviceAbility, DiscoveredDevice, DiscoveredNeighbour } from '../../src/core/discovered.ts';

/** A device that was asked; what it sees by name, `name@chassis`, or as a whole. */
export function madeDevice(
  name: string,
  sees: readonly (string | Partial<DiscoveredNeighbour>)[] = [],
  more: Partial<DiscoveredDevice> = {},
): DiscoveredDevice {
  return {
    ...{
      address: `192.0.2.${name.length}`,
      called: null,
      name,
      description: '',
      location: '',
      chassis: name,
    },
    ...{ abilities: new Set<DeviceAbility>(['bridge']), addresses: [], interfaces: [], cut: [] },
    neighbours: sees.map((one, i) => madeNeighbour(one, i)),
    ...more,
  };
}

function madeNeighbour(one: string | Partial<DiscoveredNeighbour>, i: number): DiscoveredNeighbour {
  const [name = '', chassis] = typeof one === 'string' ? one.split('@') : [];
  return {
    ...{ by: 'LLDP', port: `p${i}`, name, remotePort: '', chassis: chassis ?? name, address: null },
    abilities: new Set<DeviceAbility>(['bridge']),
    ...(typeof one === 'string' ? {} : one),
  };
}
