/** Walks as `snmpwalk -On` prints them, of made devices. */

const [IF, IFX] = ['.1.3.6.1.2.1.2.2.1', '.1.3.6.1.2.1.31.1.1.1'];

interface Port {
  readonly index: number;
  readonly name: string;
  readonly descr?: string;
  readonly type?: number;
  readonly admin?: number;
  readonly oper?: number;
  readonly mbit?: number;
}

function portRows({ index, name, descr = name, type = 6, admin = 1, oper = 1, mbit = 1000 }: Port): string {
  return [
    `${IF}.1.${index} = INTEGER: ${index}`,
    `${IF}.2.${index} = STRING: "${descr}"`,
    `${IF}.3.${index} = INTEGER: ethernetCsmacd(${type})`,
    `${IF}.5.${index} = Gauge32: ${Math.min(mbit * 1e6, 4294967295)}`,
    `${IF}.7.${index} = INTEGER: ${admin === 1 ? 'up' : 'down'}(${admin})`,
    `${IF}.8.${index} = INTEGER: ${oper === 1 ? 'up' : 'down'}(${oper})`,
    ...[10, 13, 14, 16, 19, 20].map((column) => `${IF}.${column}.${index} = Counter32: ${1000 * column}`),
    `${IFX}.1.${index} = STRING: "${name}"`,
    `${IFX}.6.${index} = Counter64: 5000000000000`,
    `${IFX}.10.${index} = Counter64: 7000000000000`,
    `${IFX}.15.${index} = Gauge32: ${mbit}`,
    `${IFX}.19.${index} = Timeticks: (0) 0:00:00.00`,
  ].join('\n');
}

/** A switch as Cisco makes them. */
export const SWITCH = `
.1.3.6.1.2.1.1.1.0 = STRING: "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4"
.1.3.6.1.2.1.1.2.0 = OID: .1.3.6.1.4.1.9.1.1208
.1.3.6.1.2.1.1.3.0 = Timeticks: (123456789) 14 days, 6:56:07.89
.1.3.6.1.2.1.1.5.0 = STRING: "sw-core"
.1.3.6.1.2.1.1.6.0 = STRING: "rack 4"
${portRows({ index: 1, name: 'Vl1', descr: 'Vlan1', type: 53 })}
${portRows({ index: 10101, name: 'Gi1/0/1', descr: 'GigabitEthernet1/0/1' })}
${portRows({ index: 10102, name: 'Gi1/0/2', descr: 'GigabitEthernet1/0/2', oper: 2 })}
${portRows({ index: 10103, name: 'Gi1/0/3', descr: 'GigabitEthernet1/0/3', admin: 2, oper: 2 })}
${portRows({ index: 10201, name: 'Te1/0/1', descr: 'TenGigabitEthernet1/0/1', mbit: 10000 })}
${portRows({ index: 14001, name: 'Lo0', descr: 'Loopback0', type: 24 })}
.1.3.6.1.4.1.9.9.109.1.1.1.1.5.1 = Gauge32: 11
.1.3.6.1.4.1.9.9.109.1.1.1.1.8.1 = Gauge32: 13
.1.3.6.1.4.1.9.9.48.1.1.1.2.1 = STRING: "Processor"
.1.3.6.1.4.1.9.9.48.1.1.1.2.2 = STRING: "I/O"
.1.3.6.1.4.1.9.9.48.1.1.1.5.1 = Gauge32: 30000000
.1.3.6.1.4.1.9.9.48.1.1.1.5.2 = Gauge32: 15000000
.1.3.6.1.4.1.9.9.48.1.1.1.6.1 = Gauge32: 70000000
.1.3.6.1.4.1.9.9.48.1.1.1.6.2 = Gauge32: 5000000
.1.3.6.1.4.1.9.9.13.1.3.1.2.1006 = STRING: "SW#1, Sensor#1, GREEN"
.1.3.6.1.4.1.9.9.13.1.3.1.3.1006 = Gauge32: 43
.1.3.6.1.4.1.9.9.13.1.3.1.6.1006 = INTEGER: 1
`;

/** A switch whose sensors are those of ENTITY-SENSOR-MIB. */
export const SENSORS = `
.1.3.6.1.2.1.1.3.0 = Timeticks: (100) 0:00:01.00
.1.3.6.1.2.1.1.5.0 = STRING: "sw-dist"
.1.3.6.1.2.1.47.1.1.1.1.2.1010 = STRING: "Inlet Temperature Sensor"
.1.3.6.1.2.1.47.1.1.1.1.2.1011 = STRING: "Fan Sensor"
.1.3.6.1.2.1.47.1.1.1.1.2.1012 = STRING: "Transceiver Rx Power"
.1.3.6.1.2.1.47.1.1.1.1.2.1013 = STRING: "Broken Sensor"
.1.3.6.1.2.1.47.1.1.1.1.7.1010 = STRING: "Inlet"
.1.3.6.1.2.1.47.1.1.1.1.7.1011 = STRING: "Fan 1"
.1.3.6.1.2.1.47.1.1.1.1.7.1012 = STRING: "Te1/1/1 Rx"
.1.3.6.1.2.1.47.1.1.1.1.7.1013 = STRING: "Broken"
.1.3.6.1.2.1.99.1.1.1.1.1010 = INTEGER: celsius(8)
.1.3.6.1.2.1.99.1.1.1.1.1011 = INTEGER: rpm(10)
.1.3.6.1.2.1.99.1.1.1.1.1012 = INTEGER: dBm(14)
.1.3.6.1.2.1.99.1.1.1.1.1013 = INTEGER: celsius(8)
.1.3.6.1.2.1.99.1.1.1.2.1010 = INTEGER: milli(8)
.1.3.6.1.2.1.99.1.1.1.2.1011 = INTEGER: units(9)
.1.3.6.1.2.1.99.1.1.1.2.1012 = INTEGER: units(9)
.1.3.6.1.2.1.99.1.1.1.2.1013 = INTEGER: units(9)
.1.3.6.1.2.1.99.1.1.1.3.1010 = INTEGER: 1
.1.3.6.1.2.1.99.1.1.1.3.1011 = INTEGER: 0
.1.3.6.1.2.1.99.1.1.1.3.1012 = INTEGER: 1
.1.3.6.1.2.1.99.1.1.1.3.1013 = INTEGER: 0
.1.3.6.1.2.1.99.1.1.1.4.1010 = INTEGER: 245000
.1.3.6.1.2.1.99.1.1.1.4.1011 = INTEGER: 4200
.1.3.6.1.2.1.99.1.1.1.4.1012 = INTEGER: -55
.1.3.6.1.2.1.99.1.1.1.4.1013 = INTEGER: 0
.1.3.6.1.2.1.99.1.1.1.5.1010 = INTEGER: ok(1)
.1.3.6.1.2.1.99.1.1.1.5.1011 = INTEGER: ok(1)
.1.3.6.1.2.1.99.1.1.1.5.1012 = INTEGER: ok(1)
.1.3.6.1.2.1.99.1.1.1.5.1013 = INTEGER: nonoperational(3)
`;

/** A UPS that keeps to RFC 1628, with two lines in. */
export const UPS = `
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
.1.3.6.1.2.1.1.5.0 = STRING: "ups-1"
.1.3.6.1.2.1.33.1.2.2.0 = INTEGER: 30
.1.3.6.1.2.1.33.1.2.3.0 = INTEGER: 41
.1.3.6.1.2.1.33.1.2.4.0 = INTEGER: 96
.1.3.6.1.2.1.33.1.2.7.0 = INTEGER: 27
.1.3.6.1.2.1.33.1.3.3.1.3.1 = INTEGER: 229
.1.3.6.1.2.1.33.1.3.3.1.3.2 = INTEGER: 231
.1.3.6.1.2.1.33.1.4.1.0 = INTEGER: battery(5)
.1.3.6.1.2.1.33.1.4.4.1.5.1 = INTEGER: 38
.1.3.6.1.2.1.33.1.4.4.1.5.2 = INTEGER: 12
`;

/** A UPS as APC makes them. */
export const APC_UPS = `
.1.3.6.1.2.1.1.3.0 = Timeticks: (500) 0:00:05.00
.1.3.6.1.2.1.1.5.0 = STRING: "apc-1"
.1.3.6.1.4.1.318.1.1.1.2.1.2.0 = Timeticks: (0) 0:00:00.00
.1.3.6.1.4.1.318.1.1.1.2.2.1.0 = Gauge32: 100
.1.3.6.1.4.1.318.1.1.1.2.2.2.0 = Gauge32: 24
.1.3.6.1.4.1.318.1.1.1.2.2.3.0 = Timeticks: (378000) 1:03:00.00
.1.3.6.1.4.1.318.1.1.1.3.2.1.0 = Gauge32: 230
.1.3.6.1.4.1.318.1.1.1.4.1.1.0 = INTEGER: onLine(2)
.1.3.6.1.4.1.318.1.1.1.4.2.3.0 = Gauge32: 21
`;

/** A storage of the network with net-snmp in it. */
export const NAS = `
.1.3.6.1.2.1.1.1.0 = STRING: "Linux nas-01 4.4.302+ #69057 SMP x86_64"
.1.3.6.1.2.1.1.3.0 = Timeticks: (1000000) 2:46:40.00
.1.3.6.1.2.1.1.5.0 = STRING: "nas-01"
.1.3.6.1.2.1.25.2.3.1.2.1 = OID: .1.3.6.1.2.1.25.2.1.2
.1.3.6.1.2.1.25.2.3.1.2.10 = OID: .1.3.6.1.2.1.25.2.1.3
.1.3.6.1.2.1.25.2.3.1.2.31 = OID: .1.3.6.1.2.1.25.2.1.4
.1.3.6.1.2.1.25.2.3.1.2.36 = OID: .1.3.6.1.2.1.25.2.1.4
.1.3.6.1.2.1.25.2.3.1.2.41 = OID: .1.3.6.1.2.1.25.2.1.4
.1.3.6.1.2.1.25.2.3.1.2.51 = OID: .1.3.6.1.2.1.25.2.1.4
.1.3.6.1.2.1.25.2.3.1.3.1 = STRING: "Physical memory"
.1.3.6.1.2.1.25.2.3.1.3.10 = STRING: "Swap space"
.1.3.6.1.2.1.25.2.3.1.3.31 = STRING: "/"
.1.3.6.1.2.1.25.2.3.1.3.36 = STRING: "/dev/shm"
.1.3.6.1.2.1.25.2.3.1.3.41 = STRING: "/srv"
.1.3.6.1.2.1.25.2.3.1.3.51 = STRING: "C:\\ Label:System  Serial Number 1c2a"
.1.3.6.1.2.1.25.2.3.1.4.41 = INTEGER: 4096
.1.3.6.1.2.1.25.2.3.1.5.1 = INTEGER: 2000000
.1.3.6.1.2.1.25.2.3.1.5.10 = INTEGER: 1000000
.1.3.6.1.2.1.25.2.3.1.5.31 = INTEGER: 1000
.1.3.6.1.2.1.25.2.3.1.5.36 = INTEGER: 1000
.1.3.6.1.2.1.25.2.3.1.5.41 = INTEGER: -1294967296
.1.3.6.1.2.1.25.2.3.1.5.51 = INTEGER: 1000
.1.3.6.1.2.1.25.2.3.1.6.1 = INTEGER: 1900000
.1.3.6.1.2.1.25.2.3.1.6.10 = INTEGER: 50000
.1.3.6.1.2.1.25.2.3.1.6.31 = INTEGER: 420
.1.3.6.1.2.1.25.2.3.1.6.36 = INTEGER: 1
.1.3.6.1.2.1.25.2.3.1.6.41 = INTEGER: 1500000000
.1.3.6.1.2.1.25.2.3.1.6.51 = INTEGER: 660
.1.3.6.1.2.1.25.3.3.1.2.196608 = INTEGER: 10
.1.3.6.1.2.1.25.3.3.1.2.196609 = INTEGER: 30
.1.3.6.1.4.1.2021.4.3.0 = INTEGER: 1000000
.1.3.6.1.4.1.2021.4.4.0 = INTEGER: 950000
.1.3.6.1.4.1.2021.4.5.0 = INTEGER: 2000000
.1.3.6.1.4.1.2021.4.6.0 = INTEGER: 100000
.1.3.6.1.4.1.2021.4.14.0 = INTEGER: 200000
.1.3.6.1.4.1.2021.4.15.0 = INTEGER: 700000
.1.3.6.1.4.1.2021.10.1.3.1 = STRING: "0.42"
.1.3.6.1.4.1.2021.11.50.0 = Counter32: 1000
.1.3.6.1.4.1.2021.11.51.0 = Counter32: 0
.1.3.6.1.4.1.2021.11.52.0 = Counter32: 500
.1.3.6.1.4.1.2021.11.53.0 = Counter32: 9000
.1.3.6.1.4.1.2021.11.54.0 = Counter32: 100
.1.3.6.1.4.1.2021.13.16.2.1.2.1 = STRING: "CPU Temp"
.1.3.6.1.4.1.2021.13.16.2.1.3.1 = Gauge32: 51500
.1.3.6.1.4.1.2021.13.16.3.1.2.1 = STRING: "fan1"
.1.3.6.1.4.1.2021.13.16.3.1.3.1 = Gauge32: 900
`;
