/** Who says a line on a machine: its program, and what its PRI says. */
export interface Speaker {
  /** Program; a Cisco mnemonic `FACILITY-SEVERITY-NAME` for network gear. */
  readonly app: string;
  readonly cisco: boolean;
  /** Syslog facility 0–23 and severity 0–7. */
  readonly facility: number;
  readonly severity: number;
  /** A daemon keeps its process id, a child has that of its session, init is 1. */
  readonly pid: 'daemon' | 'child' | 'init' | 'none';
  /** Where it is no line of a log but a trap. */
  readonly trap?: TrapKind;
}

/** A kind of SNMP notification with its values, under their names. */
export interface TrapKind {
  readonly name: string;
  readonly oid: string;
  readonly category: string;
  readonly values: { readonly [name: string]: string };
}

export const KERN = 0;
export const MAIL = 2;
export const DAEMON = 3;
export const AUTH = 4;
export const SYSLOG = 5;
export const CRON = 9;
export const AUTHPRIV = 10;
export const LOCAL0 = 16;
const LOCAL4 = 20;
const LOCAL7 = 23;

export const ERROR = 3;
export const WARNING = 4;
export const NOTICE = 5;
export const INFO = 6;

/** A daemon's lines of a severity (6 = info unless given). */
export function daemon(app: string, facility = DAEMON, severity = INFO): Speaker {
  return { app, cisco: false, facility, severity, pid: 'daemon' };
}

/** systemd, process 1. */
export function systemd(severity = INFO): Speaker {
  return { app: 'systemd', cisco: false, facility: DAEMON, severity, pid: 'init' };
}

/** Lines of a process that lives as long as its session or request. */
export function child(app: string, facility = DAEMON, severity = INFO): Speaker {
  return { app, cisco: false, facility, severity, pid: 'child' };
}

/** A program that writes no process id. */
export function plain(app: string, facility = DAEMON, severity = INFO): Speaker {
  return { app, cisco: false, facility, severity, pid: 'none' };
}

/** A message of IOS, `LINK-3-UPDOWN`; the severity is the mnemonic's. */
export function ios(mnemonic: string): Speaker {
  return { app: mnemonic, cisco: true, facility: LOCAL7, severity: severityOf(mnemonic), pid: 'none' };
}

/** A message of ASA by its number, `6-302013`. */
export function asa(number: string): Speaker {
  return { app: `ASA-${number}`, cisco: true, facility: LOCAL4, severity: Number(number[0]), pid: 'none' };
}

/** A notification of SNMP, as the receiver of traps writes it down. */
export function trap(kind: TrapKind, severity: number): Speaker {
  return { app: 'snmptrap', cisco: false, facility: LOCAL7, severity, pid: 'none', trap: kind };
}

/** Program as a parser names it: of a Cisco mnemonic the facility. */
export function appOf(speaker: Speaker): string {
  return speaker.cisco ? speaker.app.replace(/-[0-7]-\w+$/, '') : speaker.app;
}

function severityOf(mnemonic: string): number {
  return Number(/-([0-7])-\w+$/.exec(mnemonic)![1]);
}
