/** What a device says that it does (IEEE 802.1AB, section 8.5.8.1; CDP's words for the same). */
export type DeviceAbility = 'bridge' | 'router' | 'wlan' | 'telephone' | 'station';

/** Somebody at the other end of a cable, as a device sees it. Text of others: nobody vouches for it. */
export interface DiscoveredNeighbour {
  readonly by: 'LLDP' | 'CDP';
  /** Our end of the cable; empty where it has no name. */
  readonly port: string;
  readonly name: string;
  readonly remotePort: string;
  /** Its id, a hardware address mostly; empty where it tells none. */
  readonly chassis: string;
  /** Where it is managed; null where it does not say. */
  readonly address: string | null;
  readonly abilities: ReadonlySet<DeviceAbility>;
}

/** An interface of a device, by the name that its lines have and what people wrote beside it. */
export interface DiscoveredInterface {
  readonly name: string;
  readonly alias: string;
}

/** What a device says of itself. Texts are without what steers a terminal, and may be empty. */
export interface DiscoveredDevice {
  /** Where it was asked. */
  readonly address: string;
  /** What the configuration calls it; null where it does not. */
  readonly called: string | null;
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly chassis: string;
  readonly abilities: ReadonlySet<DeviceAbility>;
  readonly addresses: readonly string[];
  readonly interfaces: readonly DiscoveredInterface[];
  readonly neighbours: readonly DiscoveredNeighbour[];
  /** What was not read to its end, and why, a sentence each. */
  readonly cut: readonly string[];
}
