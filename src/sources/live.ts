import fifo from './live-fifo.ts';
import file from './live-file.ts';
import host from './live-host.ts';
import http from './live-http.ts';
import journald from './live-journald.ts';
import otlp from './live-otlp.ts';
import snmpPoll from './live-snmp-poll.ts';
import snmpTrap from './live-snmp-trap.ts';
import stdin from './live-stdin.ts';
import syslog from './live-syslog.ts';

/** All kinds of live source, by their `type:`. To add one: a file `live-NAME.ts` in this folder and a line here. */
export const liveSources = {
  fifo,
  file,
  host,
  http,
  journald,
  otlp,
  'snmp-poll': snmpPoll,
  'snmp-trap': snmpTrap,
  stdin,
  syslog,
} as const;
