import { pick, randomInteger } from '../src/kit/random.ts';

type Random = () => number;

/** A kind of device: how many there are, and messages of each in a minute. */
interface Device {
  readonly name: string;
  readonly count: number;
  readonly perMinute: number;
  /** What it says every day: seven tenths of all. */
  readonly usual: readonly ((random: Random) => string)[];
  /** What nobody wants to read: a fifth and more. */
  readonly noise: readonly ((random: Random) => string)[];
  /** One line in two hundred. */
  readonly bad: readonly ((random: Random) => string)[];
}

const upTo = randomInteger;
const port = (r: Random) => `GigabitEthernet1/0/${1 + upTo(r, 48)}`;
const inside = (r: Random) => `10.${upTo(r, 8)}.${upTo(r, 250)}.${1 + upTo(r, 250)}`;
const outside = (r: Random) => `198.51.${upTo(r, 256)}.${1 + upTo(r, 254)}`;
const mac = (r: Random) =>
  Array.from({ length: 3 }, () => upTo(r, 65_536).toString(16).padStart(4, '0')).join('.');
const flow = (r: Random) =>
  `outside:${outside(r)}/${1024 + upTo(r, 60_000)} to inside:${inside(r)}/${pick(r, [22, 53, 80, 443])}`;

/** Devices of a large site and how much they say: 5,900 senders, 10,483 messages a second. */
const DEVICES: readonly Device[] = [
  {
    ...{ name: 'fw', count: 200, perMinute: 500 },
    usual: [
      (r) => `%ASA-6-302013: Built inbound TCP connection ${upTo(r, 1e8)} for ${flow(r)}`,
      (r) =>
        `%ASA-6-302014: Teardown TCP connection ${upTo(r, 1e8)} for ${flow(r)} duration 0:00:${10 + upTo(r, 50)} bytes ${upTo(r, 1e6)} TCP FINs`,
    ],
    noise: [(r) => `%ASA-4-106023: Deny tcp src ${flow(r)} by access-group "outside_in" [0x0, 0x0]`],
    bad: [(r) => `%ASA-1-103001: (Primary) No response from other firewall (reason code = ${upTo(r, 4)})`],
  },
  {
    ...{ name: 'sw', count: 5000, perMinute: 100 },
    usual: [
      (r) => `%DOT1X-5-SUCCESS: Authentication successful for client (${mac(r)}) on Interface ${port(r)}`,
      (r) => `%ILPOWER-5-IEEE_DISCONNECT: Interface ${port(r)}: PD removed`,
      (r) =>
        `%SW_MATM-4-MACFLAP_NOTIF: Host ${mac(r)} in vlan ${upTo(r, 400)} is flapping between port ${port(r)} and port ${port(r)}`,
      (r) =>
        `%SEC-6-IPACCESSLOGP: list MGMT denied tcp ${inside(r)}(${upTo(r, 60_000)}) -> ${inside(r)}(22), 1 packet`,
    ],
    noise: [
      (r) => `%LINEPROTO-5-UPDOWN: Line protocol on Interface ${port(r)}, changed state to up`,
      (r) => `%SYS-5-CONFIG_I: Configured from console by admin on vty0 (${inside(r)})`,
      (r) => `%CDP-4-NATIVE_VLAN_MISMATCH: Native VLAN mismatch discovered on ${port(r)} (1)`,
    ],
    bad: [
      (r) =>
        `%PLATFORM-4-ELEMENT_WARNING: Switch 1: Temperature value ${60 + upTo(r, 9)}C is above the threshold`,
      (r) => `%LINK-3-UPDOWN: Interface TenGigabitEthernet1/1/${1 + upTo(r, 4)}, changed state to down`,
      () => '%FAN-3-FAN_FAILED: Fan 2 had a rotation error reported',
    ],
  },
  {
    ...{ name: 'srv', count: 500, perMinute: 50 },
    usual: [
      (r) =>
        `sshd[${upTo(r, 60_000)}]: Accepted publickey for deploy from ${inside(r)} port ${upTo(r, 60_000)} ssh2`,
      (r) => `nginx: ${outside(r)} "GET /item/${upTo(r, 99_999)} HTTP/1.1" 200 ${upTo(r, 50_000)}`,
      (r) => `postfix/smtpd[${upTo(r, 60_000)}]: connect from unknown[${outside(r)}]`,
    ],
    noise: [
      (r) => `CRON[${upTo(r, 60_000)}]: (root) CMD (test -x /usr/sbin/anacron)`,
      (r) => `systemd[1]: Started Session ${upTo(r, 99_999)} of user deploy.`,
    ],
    bad: [
      (r) =>
        `sshd[${upTo(r, 60_000)}]: Failed password for root from ${outside(r)} port ${upTo(r, 60_000)} ssh2`,
      (r) => `kernel: blk_update_request: I/O error, dev sda, sector ${upTo(r, 1e8)}`,
    ],
  },
  {
    ...{ name: 'ap', count: 200, perMinute: 20 },
    usual: [
      (r) => `hostapd: wlan0: STA ${mac(r)} IEEE 802.11: associated (aid ${upTo(r, 200)})`,
      (r) => `hostapd: wlan0: STA ${mac(r)} IEEE 802.11: disassociated`,
    ],
    noise: [(r) => `hostapd: wlan0: STA ${mac(r)} WPA: group key handshake completed (RSN)`],
    bad: [() => 'kernel: ath10k_pci firmware crashed!'],
  },
];

/** Lines of a large site, without their line ends: each device as often as it speaks. */
export class NetworkMix {
  readonly #random: Random;
  readonly #wheel: readonly Device[];

  constructor(random: Random) {
    this.#random = random;
    const total = DEVICES.reduce((sum, { count, perMinute }) => sum + count * perMinute, 0);
    this.#wheel = DEVICES.flatMap((one) =>
      new Array<Device>(Math.max(1, Math.round((1000 * one.count * one.perMinute) / total))).fill(one),
    );
  }

  /** @param stamp the time as syslog writes it */
  line(stamp: string): string {
    const random = this.#random;
    const device = pick(random, this.#wheel);
    const host = `${device.name}-${1 + upTo(random, device.count)}`;
    const dice = random();
    const [messages, severity] =
      dice < 0.005 ? [device.bad, 3] : dice < 0.29 ? [device.noise, 5] : [device.usual, 6];
    const text = pick(random, messages)(random);
    return `<${23 * 8 + severity}>${stamp} ${host} ${text}`;
  }
}
