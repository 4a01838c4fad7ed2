const START = Date.UTC(2025, 0, 6);
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (n: number) => String(n).padStart(2, '0');
const iso = (i: number) => new Date(START + i * 250).toISOString();
const clock = (i: number) => iso(i).slice(11, 19);
const day = (i: number) => `${iso(i).slice(0, 10)} ${clock(i)}`;
const bsd = (i: number) => {
  const date = new Date(START + i * 250);
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock(i)}`;
};
const web = (i: number) => `06/Jan/2025:${clock(i)} +0000`;
const ip = (i: number) => `10.${i % 4}.${(i * 7) % 256}.${(i * 31) % 256}`;
const text = (i: number) =>
  `Failed password for user${i % 50} from ${ip(i)} port ${1024 + (i % 60_000)} ssh2`;

/** The i-th line of a log in each format, by the name of the format. */
export const FORMAT_LINES: Readonly<Record<string, (i: number) => string>> = {
  rfc3164: (i) => `<38>${bsd(i)} web${i % 9} sshd[${1000 + (i % 9000)}]: ${text(i)}`,
  rfc5424: (i) =>
    `<38>1 ${iso(i)} web${i % 9}.example.com sshd ${1000 + (i % 9000)} ID${i % 99} [origin@32473 ip="${ip(i)}"] ${text(i)}`,
  'syslog-file': (i) => `${bsd(i)} web${i % 9} sshd[${1000 + (i % 9000)}]: ${text(i)}`,
  cisco: (i) =>
    `<189>${100_000 + i}: sw${i % 9}: ${bsd(i)}.${100 + (i % 900)}: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/${i % 48}, changed state to up`,
  'rsyslog-json': (i) =>
    `{"timestamp":"${iso(i)}","host":"web${i % 9}","severity":"info","facility":"auth","tag":"sshd[${i % 9000}]:","message":"${text(i)}"}`,
  'journald-json': (i) =>
    `{"__CURSOR":"s=1;i=${i.toString(16)}","__REALTIME_TIMESTAMP":"${(START + i * 250) * 1000}","_HOSTNAME":"web${i % 9}","SYSLOG_IDENTIFIER":"sshd","_PID":"${i % 9000}","PRIORITY":"6","SYSLOG_FACILITY":"4","_SYSTEMD_UNIT":"ssh.service","MESSAGE":"${text(i)}"}`,
  kernel: (i) =>
    `[${(i / 4).toFixed(6).padStart(12)}] usb ${i % 4}-${i % 8}: new high-speed USB device number ${i % 100} using xhci_hcd`,
  json: (i) =>
    `{"level":30,"time":${START + i * 250},"pid":${i % 9000},"hostname":"web${i % 9}","reqId":"${i.toString(36)}","msg":"${text(i)}"}`,
  logfmt: (i) =>
    `time=${iso(i)} level=info host=web${i % 9} component=auth msg="${text(i)}" took=${i % 900}ms`,
  access: (i) =>
    `${ip(i)} - - [${web(i)}] "GET /api/v1/items/${i % 9999} HTTP/1.1" ${i % 20 ? 200 : 404} ${i % 60_000} "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
  haproxy: (i) =>
    `${ip(i)}:${1024 + (i % 60_000)} [06/Jan/2025:${clock(i)}.${100 + (i % 900)}] http-in app/web${i % 9} 0/0/1/${i % 90}/${i % 99} 200 ${i % 9000} - - ---- 1/1/0/0/0 0/0 "GET /items/${i % 999} HTTP/1.1"`,
  'apache-error': (i) =>
    `[Mon Jan 06 ${clock(i)}.${100_000 + (i % 900_000)} 2025] [core:error] [pid ${i % 9000}:tid ${i % 9999}] [client ${ip(i)}:${i % 60_000}] File does not exist: /srv/www/${i % 999}`,
  'nginx-error': (i) =>
    `2025/01/06 ${clock(i)} [error] ${i % 9000}#${i % 9000}: *${i} open() "/srv/www/${i % 999}" failed (2: No such file or directory), client: ${ip(i)}`,
  postgresql: (i) =>
    `${day(i)}.${100 + (i % 900)} UTC [${i % 9000}] user${i % 50}@shop LOG:  duration: ${i % 900}.${100 + (i % 900)} ms  statement: SELECT * FROM orders WHERE id = ${i}`,
  go: (i) => `2025/01/06 ${clock(i)} server.go:${i % 900}: ${text(i)}`,
  app: (i) =>
    `${day(i)} INFO [${i % 20 ? 200 : 404}] [${i % 900}ms] GET /api/v1/items/${i % 9999} by user${i % 50}`,
  klog: (i) =>
    `I0106 ${clock(i)}.${100_000 + (i % 900_000)} ${String(i % 9000).padStart(7)} reconciler.go:${i % 900}] ${text(i)}`,
  dpkg: (i) => `${day(i)} status installed libexample${i % 500}:amd64 1.${i % 30}.${i % 9}-${two(i % 12)}`,
  auditd: (i) =>
    `type=SYSCALL msg=audit(${(START / 1000 + i / 4).toFixed(3)}:${i}): arch=c000003e syscall=59 success=yes exit=0 ppid=${i % 9000} pid=${i % 9999} auid=1000 uid=0 comm="ls" exe="/usr/bin/ls"`,
  cri: (i) => `${iso(i).replace('Z', '000000Z')} stdout F ${text(i)}`,
  'otlp-json': (i) =>
    `{"timeUnixNano":"${START + i * 250}000000","severityNumber":9,"body":"${text(i)}","attributes":{"http.route":"/items/${i % 999}","took":${i % 90}},"resource":{"host.name":"web${i % 9}","service.name":"shop"}}`,
  'docker-json': (i) => `{"log":"${text(i)}\\n","stream":"stdout","time":"${iso(i)}"}`,
  arista: (i) =>
    `<165>${bsd(i)} leaf${i % 9} Ebra: %LINEPROTO-5-UPDOWN: Line protocol on Interface Ethernet${i % 48}, changed state to up`,
  juniper: (i) =>
    `<28>${bsd(i)} mx${i % 9} mib2d[${1000 + (i % 9000)}]: SNMP_TRAP_LINK_DOWN: ifIndex ${i % 900}, ifAdminStatus up(1), ifOperStatus down(2), ifName ge-0/0/${i % 48}`,
  aruba: (i) => `<14>${bsd(i)} sw${i % 9} 00077 ports:  port ${i % 48} is now off-line`,
  comware: (i) =>
    `<187>${bsd(i)} 2025 sw${i % 9} %%10IFNET/3/PHY_UPDOWN: Physical state on the interface GigabitEthernet1/0/${i % 48} changed to down.`,
  fortinet: (i) =>
    `<189>date=2025-01-06 time=${clock(i)} devname="fw${i % 9}" devid="FGT60F000000000${i % 9}" logid="0000000013" type="traffic" subtype="forward" level="notice" vd="root" srcip=${ip(i)} srcport=${1024 + (i % 60_000)} dstip=203.0.113.${i % 250} dstport=443 policyid=${i % 90} proto=6 action="close"`,
  paloalto: (i) =>
    `<14>${bsd(i)} pa${i % 9} 1,2025/01/06 ${clock(i)},0079510000${i % 9},TRAFFIC,end,2561,2025/01/06 ${clock(i)},${ip(i)},203.0.113.${i % 250},0.0.0.0,0.0.0.0,rule${i % 40},,,ssl,vsys1,trust,untrust,eth1,eth2,fwd,x,${i},1,${1024 + (i % 60_000)},443,0,0,0x0,tcp,allow,${i % 9999},1,2,3`,
  filterlog: (i) =>
    `<134>${bsd(i)} filterlog[61532]: 5,,,1000000103,igb${i % 4},match,block,in,4,0x0,,241,${i},0,none,6,tcp,44,203.0.113.${i % 250},${ip(i)},${1024 + (i % 60_000)},22,0,S,1,,1024,,mss`,
  mikrotik: (i) =>
    `<134>${bsd(i)} r${i % 9} firewall,info input: in:ether${i % 9} out:(unknown 0), proto TCP (SYN), 203.0.113.${i % 250}:${1024 + (i % 60_000)}->${ip(i)}:8291, len 52`,
  ubiquiti: (i) =>
    `<30>${bsd(i)} ap${i % 9} 788a20aabb0${i % 9},U7PG2-6.5.28+14491: hostapd[${1000 + (i % 9000)}]: ath${i % 4}: STA 00:00:5e:00:53:${two(i % 99)} IEEE 802.11: associated`,
  checkpoint: (i) =>
    `<134>1 ${iso(i)} gw${i % 9} CheckPoint 8363 - [action:"Drop"; ifdir:"inbound"; ifname:"eth${i % 4}"; src:"203.0.113.${i % 250}"; dst:"${ip(i)}"; service:"${i % 9999}"; ]`,
  synology: (i) =>
    `<14>${bsd(i)} nas${i % 9} Connection: User [user${i % 50}] from [${ip(i)}] logged in successfully via [DSM].`,
  qnap: (i) =>
    `<28>${bsd(i)} nas${i % 9} qlogd[8123]: conn log: Users: user${i % 50}, Source IP: ${ip(i)}, Computer name: ---, Connection type: HTTP, Accessed resources: Administration, Action: Login Fail`,
  netapp: (i) => `<11>${bsd(i)} [node-0${i % 9}:raid.disk.missing:ERROR]: Disk 0a.10.${i % 24} was removed`,
  apc: (i) => `<12>${bsd(i)} ups${i % 9} UPS: On battery power in response to problem ${i}. 0x0109`,
  cef: (i) =>
    `<134>${bsd(i)} waf${i % 9} CEF:0|Example|WAF|7.1|942100|SQL injection|8|src=${ip(i)} spt=${1024 + (i % 60_000)} dst=10.5.5.5 dpt=443 act=block`,
  learnt: (i) => `${i % 9} | ${day(i)} | svc-${i % 12} | ${text(i)}`,
};
