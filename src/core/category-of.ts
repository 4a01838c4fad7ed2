import type { Category } from './categories.ts';

/** Text beyond this is not looked at: what a line is about stands at its beginning. */
const MOST_TEXT = 400;

/** Words of codes, `LINK_UPDOWN` or `system,info,account`, by category; the first category that has one is taken. */
const BY_CODE: readonly (readonly [Category, RegExp])[] = [
  ['spanning-tree', words('M?STP|RSTP|PVST|SPANTREE|SPANNING|STPD|BPDU|BPDUGUARD|ROOTGUARD|LOOPGUARD')],
  ['fan', words('FANS?|FANTRAY|FANFAIL|FAN\\w*FAIL')],
  ['temperature', words('TEMP|TEMPERATURE|OVERTEMP|THERMAL|OVERHEAT')],
  ['power', words('PSU?|PSM|PWR\\w*|POWER\\w*|ILPOWER|PEM|UPS|BATTERY|RPS|PWRMGMT|POE')],
  ['memory', words('MEM|MEMORY|MALLOCFAIL|OUTOFMEMORY|NOMEM|CHUNKEXPANDFAIL')],
  ['time', words('NTP\\w*|XNTPD?|PTP|CLOCK|SNTP')],
  ['intrusion', words('IDP|IPS|IDS|THREAT|ATTACK|SCREEN|VIRUS|ANTIVIRUS|MALWARE|SPYWARE|ANOMALY|WILDFIRE')],
  [
    'neighbour',
    words(
      'BGP|OSPF(?:V3)?|ISIS|EIGRP|DUAL|BFDD?|LDP|RSVP|MSDP|HSRP|VRRPD?|GLBP|CDP|LLDP|NBR\\w*|ADJ\\w*|NEIGHBOR',
    ),
  ],
  [
    'authentication',
    words(
      'LOGIN|LOGOUT|AAA\\w*|AUTH|AUTH[A-Z]+|RADIUS|TACACS|DOT1XD?|802DOT1X|ACCOUNT|USERID|PASSWORD|SSHD?|SHELL',
    ),
  ],
  [
    'configuration',
    words('CONFIG\\w*|CFG\\w*|COMMIT|MMODE|PARSER|VSHD|DEVM?CFG|CFGMAN|CONFIGURATION|UI|SETTINGS'),
  ],
  ['storage', words('RAID|WAFL|AGGR|AGGREGATE|VOLUME|SNAPMIRROR|SNAPSHOT|LUN|SHELF|POOL|ISCSI|QUOTA')],
  ['disk', words('DISKS?|DRIVE|SMART|FLASH')],
  ['filesystem', words('FILESYS\\w*|FS|NFS|CIFS|WINFILESERVICE|FILESTATION')],
  ['hardware', words('MOD|MODULE|CARD|STACKMGR|STACK|CHASSISD?|HARDWARE|FRU|XCVR|TRANSCEIVER|SFP|DEVM')],
  [
    'link',
    words(
      'LINK|LINEPROTO|ETHPORT|IFNET|IFMGR|PORTS?|ETH|UDLD|LACPD?|LAG|LAGG|EC|ETHCNTR|INTERFACE|PM|TRUNK|MIB2D|IF|WIRELESS',
    ),
  ],
  ['process', words('PROC\\w*|SYSMGR|AGENT|CRASH\\w*|WATCHDOG|CPUHOG|SERVICE|CPU|DAEMON|REBOOT|RESTART')],
  [
    'network',
    words(
      'TRAFFIC|FLOW|ACL|ACLLOG|SEC|FIREWALL|DHCPD?|ARP|VPN|IPSEC|IKE|TUNNEL|MAC|L2FM|VLAN|NAT|ASA|FTD|DNS|IP',
    ),
  ],
];

/** The same in sentences, for what no code tells. */
const BY_TEXT: readonly (readonly [Category, RegExp])[] = [
  ['spanning-tree', /spanning.?tree|\bbpdu|\bstp\b|topology change|root bridge/i],
  [
    'power',
    /power suppl|power unit|\b(?:psu|pem)\b|\bon battery|battery|(?:input|utility|ac|mains) power|\bvoltage\b|\bups\b|overload/i,
  ],
  ['fan', /\bfans?\b/i],
  ['temperature', /temperature|overheat|thermal/i],
  ['memory', /out of memory|\bmemory\b/i],
  ['time', /\bntp\b|clock|time (?:server|sync)|synchroni[sz]ation lost/i],
  ['intrusion', /attack|intrusion|virus|malware|unauthori[sz]ed|port ?scan|brute.?force/i],
  ['neighbour', /neighbou?r|adjacency|\b(?:bgp|ospf|is-is|bfd|vrrp|lldp)\b/i],
  [
    'authentication',
    /\blog(?:ged)?[ -]?(?:in|out|on|off)\b|password|authenticat|session (?:opened|closed) for|signed (?:in|out)|\blogin\b/i,
  ],
  [
    'link',
    /\blink\b.{0,40}\b(?:up|down|status|state)\b|\b(?:on|off)-line\b|\b(?:inter|intf|hostintf)\w*\b.{0,60}\b(?:up|down)\b|\b(?:up|down)\b.{0,30}\binterface\b|\bport\b.{0,40}\b(?:up|down|blocked|disabled)\b/i,
  ],
  ['configuration', /config(?:uration|ured)?\b|\bcommitted\b|(?:changed|added|removed|modified) by/i],
  ['disk', /\bdisks?\b|\bdrives?\b|\bs\.?m\.?a\.?r\.?t\b/i],
  ['storage', /\bvolumes?\b|\braid\b|snapshot|aggregate|storage pool|\bscrub/i],
  ['filesystem', /file ?system|inode|\bquota\b/i],
  ['process', /\bprocess|\bservices?\b|daemon|crash|\b(?:re)?started\b|reboot|shut ?down/i],
  ['network', /denied|blocked|dropped|\bdrop\b|\b(?:tcp|udp|icmp|dhcp|vpn|tunnel|dns|arp)\b/i],
];

/**
 * What a line of a device is about: by the words of its code (facility, mnemonic, topics, module), else by those of its
 * text; `other` when neither tells. It says nothing of how bad the line is. Of the text 400 characters are looked at.
 */
export function categoryOf(code: string, text: string): Category {
  for (const [category, pattern] of BY_CODE) if (pattern.test(code)) return category;
  const head = text.length > MOST_TEXT ? text.slice(0, MOST_TEXT) : text;
  for (const [category, pattern] of BY_TEXT) if (pattern.test(head)) return category;
  return 'other';
}

/** One of these as a word of a code; hyphen, underscore, dot, slash and comma stand between words. */
function words(alternatives: string): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])(?:${alternatives})(?![A-Za-z0-9])`, 'i');
}
