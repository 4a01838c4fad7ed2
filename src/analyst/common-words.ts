/**
 * Words that logs are made of. As the name of a host or a user such a word is only seen in its place, not wherever it
 * stands: else one account named "error" would leave no sentence whole.
 */
const WORDS = `
a about accept accepted access account accounts acl action active add added address admin after again agent alarm alert
all allow allowed already an and any api app application apps archive are as at attempt attempts audit auth
authenticated authenticating authentication authorization authorized authority available back backup bad balance banned base
batch be because been before begin being beta bind block blocked body boot broken buffer build bus by byte bytes cache
call called cannot card cert certificate change changed channel check chef child class clean cleanup clear client close
closed closing cloud cluster code collector command commit complete completed compute conf config configuration configured
connect connected connecting connection connections console consumer container content context control controller core
correct corrupt could count cpu create created critical cron crond current daemon dashboard data database date day db debug
default delay delete deleted denied deny desktop dev development device did directory disable disabled disconnect
disconnected disk dispatcher display dns do docker document does domain done down driver drop dropped due duplicate dump
edge email empty enable enabled end engine entry env error errors etcd event events exceeded exception exec exit exited
expected expired export external fail failed failing failover fails failure failures false fan fatal feature file files
filter firewall firmware first flow flush for forbidden forced foreign found frame free from front frontend full
function gateway get given global go good grafana granted group groups guest had handler has have health heartbeat held
hello help high home host hostname hosts how http https id idle if ignored illegal image in inactive incorrect index info
information init initialized input inside insecure install installed instance int interface internal interrupt invalid
is issue it its job jobs join kernel key keys kill killed lab lan last latest launch ldap lease length level limit line
link list listener listening load loaded local localhost lock locked log logged login logins logout logs loop lost low
machine mail main maintenance malformed manager map mapping master match max maximum may me member memory message
messages metric metrics min mirror mismatch missing mode model module monitor monitoring mount mounted name names
neighbor neighbour net network never new next nil no node nodes none normal not nothing notice now null number object of
off offline ok old on once one online only open opened operation operator option or order other out outside over owner
packet page panic parameter parent parse partner pass passed password path peer pending permission permitted phase
ping pipe platform please plugin point policy pool port ports post power pre preauth primary print printer private
probe problem process processes prod production profile program prometheus protocol proxy public publickey put query
queue queued quota rack range rate raw reached read ready reason received record redis refused registry reject rejected
relay reload remote remove removed renew replica report request requested requests required reset resource response
restart restarted result resumed retry return revoked role root route router routing rule run running safe said sample scan
schedule scheduled scheduler script search second secondary secret section secure security segment send sender sensor
sent server servers service services session sessions set setup severity shared shell should show shutdown signal site size
skip skipped slave sleep slot slow smtp snmp socket some source spare spool staging standby start started starting starts
state static stats status stdin stdout step still stop stopped stopping storage store stream string success successful
successfully supplied support suspended switch sync syslog system systemd table target task tcp temp template temporary
terminal terminated test testing text than that the their then there this thread threshold time timed timeout timer
timestamp to token too tools total trace traffic transport trap true trusted try trying type udp unable unauthorized
unavailable undefined unexpected unit unknown unlocked unreachable unregistered unsupported until up update updated
upgrade uplink upload upstream usage use used user username users using valid value vault version via view virtual vlan volume vpn
wait waiting wan warn warning was watchdog we web were when where which who wifi will window with without worker workers
worst write wrong yes you your zone exhausted absent present rotated reused verified verification edition succeeded
alerts attributes prompt provided please empty too short long incorrect changed must needs need cipher hash algorithm
`;

/** Programs, whose names stand in nearly every line. */
const PROGRAMS = `
apache apache2 auditd bash chrony chronyd containerd cups cupsd dbus dbus-daemon dhclient dhcpd dnsmasq dockerd dovecot
exim exim4 ftpd git haproxy hostapd httpd imap imapd java journald keepalived kerberos kubelet kubernetes libvirtd logrotate
mariadb mongod mysql mysqld named networkmanager nfs nginx node ntpd ntp openvpn pam php php-fpm pop3 postfix postgres
postgresql puppet pure-ftpd python python3 qmgr rabbitmq rsync rsyslogd samba sendmail sh slapd smartd smbd smtpd snmpd
sqlite squid ssh sshd sssd strongswan su sudo suricata systemd-logind tomcat udevd unbound vsftpd wireguard wpa_supplicant
xinetd zabbix zfs zsh logsift elasticsearch kibana kafka zookeeper consul nomad traefik envoy istio etcd cilium calico
`;

/** Accounts that every machine has; they name nobody, and a great deal hangs on them. */
const ACCOUNTS = `
root admin administrator system nobody daemon guest anonymous test user operator bin sys sync games man lp mail news uucp
proxy www-data backup list irc gnats messagebus sshd ntp mysql postgres postfix dovecot nginx apache tomcat redis git
oracle ftp ftpuser ubuntu debian ec2-user centos pi vagrant ansible jenkins support info default supervisor service
public localservice networkservice unknown mailer-daemon postmaster systemd-network systemd-resolve polkitd dbus avahi
nagios zabbix hadoop elastic minecraft deploy www webmaster hostmaster abuse none null
`;

const setOf = (words: string) => new Set(words.trim().split(/\s+/));
const COMMON = setOf(`${WORDS} ${PROGRAMS}`);
const EVERYWHERE = setOf(ACCOUNTS);

/** Whether a word is one of those that logs are made of, or the name of a program. */
export function isCommonWord(word: string): boolean {
  return COMMON.has(word.toLowerCase());
}

/** Whether an account is one of those that every machine has. */
export function isCommonAccount(name: string): boolean {
  return EVERYWHERE.has(name.toLowerCase());
}
