import type { Format } from '../core/format.ts';
import access from './access.ts';
import apacheError from './apache-error.ts';
import apc from './apc.ts';
import app from './app.ts';
import arista from './arista.ts';
import aruba from './aruba.ts';
import auditd from './auditd.ts';
import cef from './cef.ts';
import checkpoint from './checkpoint.ts';
import cisco from './cisco.ts';
import comware from './comware.ts';
import cri from './cri.ts';
import dockerJson from './docker-json.ts';
import dpkg from './dpkg.ts';
import filterlog from './filterlog.ts';
import fortinet from './fortinet.ts';
import go from './go.ts';
import haproxy from './haproxy.ts';
import journaldJson from './journald-json.ts';
import json from './json.ts';
import juniper from './juniper.ts';
import kernel from './kernel.ts';
import klog from './klog.ts';
import learnt from './learnt.ts';
import logfmt from './logfmt.ts';
import mikrotik from './mikrotik.ts';
import netapp from './netapp.ts';
import nginxError from './nginx-error.ts';
import otlpJson from './otlp-json.ts';
import paloalto from './paloalto.ts';
import postgresql from './postgresql.ts';
import qnap from './qnap.ts';
import rfc3164 from './rfc3164.ts';
import rfc5424 from './rfc5424.ts';
import rsyslogJson from './rsyslog-json.ts';
import synology from './synology.ts';
import syslogFile from './syslog-file.ts';
import ubiquiti from './ubiquiti.ts';

/** All formats. To add one: a file in this folder and a line here. */
export const formats: readonly Format[] = [
  access,
  apacheError,
  apc,
  app,
  arista,
  aruba,
  auditd,
  cef,
  checkpoint,
  cisco,
  comware,
  cri,
  dockerJson,
  dpkg,
  filterlog,
  fortinet,
  go,
  haproxy,
  journaldJson,
  json,
  juniper,
  kernel,
  klog,
  learnt,
  logfmt,
  mikrotik,
  netapp,
  nginxError,
  otlpJson,
  paloalto,
  postgresql,
  qnap,
  rfc3164,
  rfc5424,
  rsyslogJson,
  synology,
  syslogFile,
  ubiquiti,
];
