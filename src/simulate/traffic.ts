import type { Activity } from './activity.ts';
import { backupTraffic } from './traffic-backup.ts';
import { databaseTraffic } from './traffic-database.ts';
import { firewallTraffic } from './traffic-firewall.ts';
import { gearTraffic } from './traffic-gear.ts';
import { loginTraffic } from './traffic-login.ts';
import { mailTraffic } from './traffic-mail.ts';
import { namesTraffic } from './traffic-names.ts';
import { serverTraffic } from './traffic-server.ts';
import { shopTraffic } from './traffic-shop.ts';
import { switchTraffic } from './traffic-switch.ts';
import { webTraffic } from './traffic-web.ts';

/** Everything that is ordinary in the network. */
export const TRAFFIC: readonly Activity[] = [
  ...firewallTraffic,
  ...switchTraffic,
  ...webTraffic,
  ...shopTraffic,
  ...databaseTraffic,
  ...mailTraffic,
  ...namesTraffic,
  ...loginTraffic,
  ...serverTraffic,
  ...backupTraffic,
];

/** The same where devices send traps. */
export const TRAFFIC_WITH_TRAPS: readonly Activity[] = [...TRAFFIC, ...gearTraffic];
