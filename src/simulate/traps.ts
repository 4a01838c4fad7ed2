import { ERROR, INFO, NOTICE, type Speaker, trap, WARNING } from './speaker.ts';

const CRITICAL = 2;
const STANDARD = '1.3.6.1.6.3.1.1.5';
const POWERNET = '1.3.6.1.4.1.318.0';
const NETAPP = '1.3.6.1.4.1.789.0';

/** A trap: who says it, and its sentence. */
export type Said = readonly [speaker: Speaker, message: string];

interface Known {
  readonly oid: string;
  readonly category: string;
  readonly severity: number;
  readonly sentence: string;
}

/** Notifications of a UPS (PowerNet-MIB). */
const OF_UPS = {
  upsOnBattery: [5, CRITICAL, 'the UPS runs on battery'],
  smartBoostOn: [6, WARNING, 'the UPS raises a low input voltage'],
  lowBattery: [7, CRITICAL, 'the battery of the UPS is nearly empty'],
  powerRestored: [9, NOTICE, 'the UPS has power again'],
  upsDiagnosticsPassed: [10, INFO, 'the UPS passed its self-test'],
} as const;

/** Notifications of a filer (NETWORK-APPLIANCE-MIB), which say in a sentence what it is. */
const OF_FILER = {
  criticalTrap: [13, CRITICAL],
  errorTrap: [14, ERROR],
  warningTrap: [15, WARNING],
  notificationTrap: [16, NOTICE],
  informationalTrap: [17, INFO],
} as const;

/** What the UPS says; `text` are its own words. */
export function upsTrap(name: keyof typeof OF_UPS, text: string): Said {
  const [number, severity, sentence] = OF_UPS[name];
  const known = {
    oid: `${POWERNET}.${number}`,
    category: 'power',
    severity,
    sentence: `${sentence}: ${text}`,
  };
  return said(name, known, { mtrapargsString: text });
}

/** What the storage says, in its own words. */
export function filerTrap(name: keyof typeof OF_FILER, text: string): Said {
  const [number, severity] = OF_FILER[name];
  const known = { oid: `${NETAPP}.${number}`, category: 'storage', severity, sentence: text };
  return said(name, known, { productTrapData: text });
}

/** An interface of a switch goes up or down (IF-MIB). */
export function linkTrap(state: 'up' | 'down', port: string, index: number): Said {
  const up = state === 'up';
  const known = {
    ...{ oid: `${STANDARD}.${up ? 4 : 3}`, category: 'link', severity: up ? NOTICE : ERROR },
    sentence: up ? `interface ${port} came up` : `interface ${port} went down`,
  };
  const values = { index: String(index), ifIndex: String(index), ifDescr: port };
  return said(up ? 'linkUp' : 'linkDown', known, values);
}

/** A device started anew. */
export function coldStart(): Said {
  const sentence = 'the device started anew';
  return said('coldStart', { oid: `${STANDARD}.1`, category: 'process', severity: WARNING, sentence }, {});
}

/** Somebody asked a device with a wrong community. */
export function wrongCommunity(): Said {
  const sentence = 'somebody asked with a wrong community or password';
  const known = { oid: `${STANDARD}.5`, category: 'authentication', severity: WARNING, sentence };
  return said('authenticationFailure', known, {});
}

function said(name: string, known: Known, values: { readonly [name: string]: string }): Said {
  const { oid, category, severity, sentence } = known;
  return [trap({ name, oid, category, values }, severity), `${name}: ${sentence}`];
}
