import type { Format } from '../core/format.ts';
import access from './access.ts';
import apacheError from './apache-error.ts';
import app from './app.ts';
import auditd from './auditd.ts';
import cisco from './cisco.ts';
import cri from './cri.ts';
import dockerJson from './docker-json.ts';
import dpkg from './dpkg.ts';
import go from './go.ts';
import haproxy from './haproxy.ts';
import journaldJson from './journald-json.ts';
import json from './json.ts';
import kernel from './kernel.ts';
import klog from './klog.ts';
import learnt from './learnt.ts';
import logfmt from './logfmt.ts';
import nginxError from './nginx-error.ts';
import postgresql from './postgresql.ts';
import rfc3164 from './rfc3164.ts';
import rfc5424 from './rfc5424.ts';
import rsyslogJson from './rsyslog-json.ts';
import syslogFile from './syslog-file.ts';

/** All formats. To add one: a file in this folder and a line here. */
export const formats: readonly Format[] = [
  access,
  apacheError,
  app,
  auditd,
  cisco,
  cri,
  dockerJson,
  dpkg,
  go,
  haproxy,
  journaldJson,
  json,
  kernel,
  klog,
  learnt,
  logfmt,
  nginxError,
  postgresql,
  rfc3164,
  rfc5424,
  rsyslogJson,
  syslogFile,
];
