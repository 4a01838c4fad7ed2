import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineEvent } from '../src/app/parse-line.ts';
import type { EventJson } from '../src/core/event.ts';
import type { Result } from '../src/testing/result.ts';
import { CATEGORY_OF_TAG } from './device-categories.ts';

const RECEIVED = Date.UTC(2026, 10, 21, 12);

/** Formats that are right for a vendor's lines, by the name that each collection has for it. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  ...{ eos: ['arista'], ios: ['cisco'], iosxr: ['cisco'], nxos: ['cisco'], fortinet: ['fortinet'] },
  ...{ cisco_ios: ['cisco'], cisco_asa: ['cisco'], cisco_pix: ['cisco'], cisco_fwsm: ['cisco'] },
  ...{
    arista: ['arista'],
    fortinet_ngfw: ['fortinet'],
    paloalto_panos: ['paloalto'],
    pfsense: ['filterlog'],
  },
  ...{
    juniper_junos_rfc3164: ['juniper'],
    juniper_legacy: ['juniper'],
    checkpoint_syslog_rfc5424: ['checkpoint'],
  },
  ...{
    hpe_procurve: ['aruba', 'comware'],
    ubiquiti_unifi: ['ubiquiti'],
    netapp: ['netapp'],
    netapp_grid: ['netapp'],
  },
  schneider_electric_apc: ['apc'],
};

interface Row {
  readonly vendor: string;
  readonly tag: string | null;
  readonly severity: number | null;
  readonly event: EventJson;
}

function rowsOf(path: string): Row[] {
  const [header, ...lines] = readFileSync(path, 'utf8').split('\n');
  const names = header!.split('\t');
  const at = (name: string) => names.indexOf(name);
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      const severity = cells[at('syslog_severity')];
      return {
        vendor: cells[Math.max(at('os'), at('product'))]!,
        tag: cells[at('error_tag')] ?? null,
        severity: severity === undefined ? null : Number(severity),
        event: lineEvent(cells[at('line')]!, { receivedAt: RECEIVED, timeZone: 'UTC' }).toJSON(),
      };
    });
}

function share(rows: readonly Row[], right: (row: Row) => boolean): number {
  const wrong = rows.filter((row) => !right(row));
  for (const { vendor, tag, event } of process.env.LOGSIFT_SHOW_WRONG === undefined ? [] : wrong) {
    process.stderr.write(
      `${vendor} ${tag ?? ''} ${event.format} ${event.fields.category}: ${event.raw.slice(0, 180)}\n`,
    );
  }
  return rows.length === 0 ? Number.NaN : 1 - wrong.length / rows.length;
}

/** Lines of network devices: the vendor's own format, severity, and what the line is about. */
export default async function devices(dataDir: string): Promise<Result[]> {
  const read = (folder: string) => {
    const path = join(dataDir, folder, 'lines.tsv');
    return existsSync(path) ? rowsOf(path) : [];
  };
  const napalm = read('napalm_logs');
  const ofVendors = [...napalm, ...read('sc4s_devices')].filter(
    ({ vendor }) => FORMATS[vendor] !== undefined,
  );
  const better = 'higher';
  return [
    {
      name: `devices: the vendor's format (${ofVendors.length} lines)`,
      value: share(ofVendors, ({ vendor, event }) => FORMATS[vendor]!.includes(event.format)),
      ...{ unit: '', better, bar: 0.9 },
    },
    {
      name: `napalm_logs: severity (${napalm.length} lines)`,
      value: share(napalm, ({ severity, event }) => event.severity === severity),
      ...{ unit: '', better, bar: 1 },
    },
    {
      name: `napalm_logs: category (${napalm.length} lines)`,
      value: share(
        napalm,
        ({ tag, event }) => event.fields.category === (CATEGORY_OF_TAG[tag!] ?? 'no such tag'),
      ),
      ...{ unit: '', better, bar: 0.8 },
    },
  ];
}
