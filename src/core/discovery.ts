import type { DiscoveredDevice } from './discovered.ts';

/** What `logsift discover` found, and offers to write down. */
export interface Discovery {
  /** Devices by the name that they are, or would be, written under. */
  readonly devices: readonly { readonly name: string; readonly device: DiscoveredDevice }[];
  /** Devices that gave no answer, and why. */
  readonly failed: readonly { readonly address: string; readonly reason: string }[];
  readonly links: readonly {
    readonly a: string;
    readonly aPort: string;
    readonly b: string;
    readonly bPort: string;
    readonly by: string;
  }[];
  /** What everything else hangs on, in each part of the network. */
  readonly roots: readonly string[];
  /** What a person should know before saying yes, a sentence each. */
  readonly remarks: readonly string[];
  /** Hosts that are written, and that nobody sees any more. */
  readonly unseen: readonly string[];
  /** The file that it is offered for, as it is and as it would be. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}
