/** Names in a line: what of it must not leave. */
export interface PlantedNames {
  readonly line: string;
  readonly names: readonly string[];
}

/** Names that the structured parts of an incident hold: hosts, actors. They may stand anywhere in the text. */
export const KNOWN_HOSTS = [
  ...[
    'web-07',
    'sw-A-4',
    'dbmaster',
    'FW-EDGE-1',
    'atlas',
    'nas_backup1',
    'pdu3',
    'mx-inbound',
    'k8s-node-11',
  ],
  ...[
    'core01.dc2.nordwind.example',
    'printer-3.floor2.nordwind.example',
    'örtlich',
    'ap-lobby',
    'zeus',
    'vpn-gw-2',
  ],
];
export const KNOWN_USERS = [
  'mariella',
  'j.okonkwo',
  'svc-billing',
  'tomasz_w',
  'Ångström',
  'o’neill',
  'x9k2',
  'chidi+ops',
];

/** Names of people, machines and networks, in the lines of the programs that write them. */
export const PLANTED_NAMES: readonly PlantedNames[] = [
  // Known hosts, wherever they stand.
  { line: 'connection to web-07:514 refused', names: ['web-07'] },
  { line: 'WEB-07, Web-07: (wEb-07)', names: ['web-07'] },
  { line: 'backup of web-07.tar.gz from (web-07) via "web-07"', names: ['web-07'] },
  { line: 'trunk sw-A-4/Gi1/0/1 lost; SW-a-4’s uplink too', names: ['sw-a-4'] },
  { line: 'replication from DBMASTER stalled, dbmaster-bin.000123', names: ['dbmaster'] },
  { line: 'GET https://dbmaster/status?peer=fw-edge-1&via=FW-EDGE-1', names: ['dbmaster', 'fw-edge-1'] },
  { line: 'atlas.nordwind.example resolves to Atlas', names: ['atlas', 'nordwind'] },
  { line: 'mount nas_backup1:/export failed', names: ['nas_backup1'] },
  { line: 'outlet 4 of pdu3 switched off by pdu3_agent', names: ['pdu3'] },
  { line: 'relay mx-inbound%2Enordwind%2Eexample', names: ['mx-inbound', 'nordwind'] },
  { line: 'pod evicted from k8s-node-11, k8s-node-11: NotReady', names: ['k8s-node-11'] },
  {
    line: 'core01 and core01.dc2.nordwind.example and CORE01.DC2.NORDWIND.EXAMPLE',
    names: ['core01', 'dc2.nordwind'],
  },
  { line: 'job 12 on printer-3 held (printer-3.floor2.nordwind.example)', names: ['printer-3', 'floor2'] },
  { line: 'Knoten örtlich antwortet nicht, ÖRTLICH!', names: ['örtlich'] },
  { line: 'ap-lobby\tlost 12 clients', names: ['ap-lobby'] },
  { line: 'we\u200bb-07 and z\u202eeu\u200ds are hidden', names: ['web-07', 'zeus'] },
  { line: 'ｚｅｕｓ in wide letters', names: ['zeus'] },
  { line: 'tunnel vpn-gw-2->203.0.113.77 down', names: ['vpn-gw-2', '203.0.113.77'] },
  {
    line: `blob ${Buffer.from('zeus').toString('base64')} seen`,
    names: [Buffer.from('zeus').toString('base64')],
  },
  { line: 'a sentence that was cut within its name: web-0…', names: ['web-0'] },
  // Known users, wherever they stand.
  { line: 'job of mariella failed; Mariella was told; mariella’s shell', names: ['mariella'] },
  { line: 'mail for MARIELLA@web-07', names: ['mariella', 'web-07'] },
  { line: 'chgrp j.okonkwo:staff /srv/j.okonkwo.txt', names: ['okonkwo'] },
  { line: 'token of svc-billing expired', names: ['svc-billing'] },
  { line: 'TOMASZ_W changed 3 files', names: ['tomasz'] },
  { line: 'ångström logged off', names: ['ångström'] },
  { line: 'request from x9k2 (id 4)', names: ['x9k2'] },
  { line: 'deploy by chidi+ops', names: ['chidi'] },
  // People whom only their place gives away.
  {
    line: 'Mar  1 12:00:01 rosalind sshd[1]: Failed password for invalid user brunhilde from 198.51.100.4 port 22 ssh2',
    names: ['rosalind', 'brunhilde', '198.51.100.4'],
  },
  {
    line: 'Mar  1 12:00:01 rosalind sshd[1]: Accepted publickey for wolfgang from 10.20.30.40 port 50022 ssh2',
    names: ['wolfgang', '10.20.30.40'],
  },
  { line: 'Invalid user edeltraud from 198.51.100.5', names: ['edeltraud', '198.51.100.5'] },
  {
    line: 'Connection closed by authenticating user gottlieb 198.51.100.6 port 41650 [preauth]',
    names: ['gottlieb', '198.51.100.6'],
  },
  { line: 'Disconnected from user adelheid 198.51.100.7 port 1', names: ['adelheid', '198.51.100.7'] },
  {
    line: 'User lieselotte from 198.51.100.8 not allowed because not listed in AllowUsers',
    names: ['lieselotte', '198.51.100.8'],
  },
  {
    line: 'pam_unix(sshd:session): session opened for user heinrich(uid=1001) by heinrich(uid=0)',
    names: ['heinrich'],
  },
  {
    line: 'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.9  user=kunigunde',
    names: ['kunigunde', '198.51.100.9'],
  },
  {
    line: 'sudo: leopold : TTY=pts/0 ; PWD=/home/leopold ; USER=root ; COMMAND=/bin/cat /home/leopold/x',
    names: ['leopold'],
  },
  { line: 'su[77]: (to root) friedrich on pts/1', names: ['friedrich'] },
  { line: 'CRON[812]: (hildegard) CMD (/home/hildegard/bin/run.sh)', names: ['hildegard'] },
  { line: 'systemd-logind[1]: New session 4 of user ottokar.', names: ['ottokar'] },
  {
    line: 'useradd[3]: new user: name=waltraud, UID=1004, GID=1004, home=/home/waltraud',
    names: ['waltraud'],
  },
  { line: "usermod[3]: add 'roswitha' to group 'sudo'", names: ['roswitha'] },
  { line: 'passwd[3]: pam_unix(passwd:chauthtok): password changed for ingeborg', names: ['ingeborg'] },
  { line: 'id: uid=1005(eberhard) gid=1005(eberhard) groups=1005(eberhard)', names: ['eberhard'] },
  {
    line: '198.51.100.10 - gerlinde [01/Mar/2026:12:00:01 +0000] "GET / HTTP/1.1" 401 0',
    names: ['gerlinde', '198.51.100.10'],
  },
  {
    line: 'no user/password was provided for "user": user "siegfried" was not found in "/etc/nginx/.htpasswd", client: 198.51.100.11',
    names: ['siegfried', '198.51.100.11'],
  },
  { line: 'FATAL:  password authentication failed for user "theobald"', names: ['theobald'] },
  { line: 'FATAL:  role "notburga" does not exist', names: ['notburga'] },
  {
    line: "Access denied for user 'balthasar'@'198.51.100.12' (using password: YES)",
    names: ['balthasar', '198.51.100.12'],
  },
  {
    line: 'type=USER_LOGIN msg=audit(1.1:2): pid=1 uid=0 auid=1000 acct="crescentia" exe="/usr/sbin/sshd" hostname=ludmilla addr=198.51.100.13',
    names: ['crescentia', 'ludmilla', '198.51.100.13'],
  },
  {
    line: `type=USER_CMD acct=${Buffer.from('genoveva x').toString('hex').toUpperCase()} terminal=pts/0`,
    names: ['genoveva', Buffer.from('genoveva').toString('hex').toUpperCase()],
  },
  {
    line: '{"user":"mechthild","host":"isolde-db","ip":"198.51.100.14"}',
    names: ['mechthild', 'isolde-db', '198.51.100.14'],
  },
  { line: '{\\"username\\": \\"walburga\\", \\"hostname\\":\\"tristan\\"}', names: ['walburga', 'tristan'] },
  {
    line: 'level=warn msg="login failed" username=kriemhild remote_host=gunther-pc',
    names: ['kriemhild', 'gunther-pc'],
  },
  { line: 'GET /api?user=hagen%20tronje&x=1', names: ['hagen'] },
  {
    line: '%SYS-5-CONFIG_I: Configured from console by volker on vty0 (198.51.100.15)',
    names: ['volker', '198.51.100.15'],
  },
  {
    line: '%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: giselher] [Source: 198.51.100.16] [localport: 22]',
    names: ['giselher', '198.51.100.16'],
  },
  { line: '%PARSER-5-CFGLOG_LOGGEDCMD: User:gernot  logged command:no shutdown', names: ['gernot'] },
  { line: 'NIBELUNG\\dankwart logged on to RHEIN-DC1', names: ['nibelung', 'dankwart'] },
  { line: 'C:\\Users\\rumold\\AppData\\Local and /Users/sindold/Library', names: ['rumold', 'sindold'] },
  { line: 'open ~hunold/.ssh/authorized_keys: permission denied', names: ['hunold'] },
  {
    line: 'proftpd: USER liudeger: no such user found from 198.51.100.17',
    names: ['liudeger', '198.51.100.17'],
  },
  {
    line: 'dovecot: imap-login: Login: user=<liudegast>, method=PLAIN, rip=198.51.100.18',
    names: ['liudegast', '198.51.100.18'],
  },
  { line: 'postfix/smtpd[1]: sasl_method=LOGIN, sasl_username=werbel', names: ['werbel'] },
  { line: 'postfix/local[1]: to=<swemmel>, orig_to=<eckewart>, relay=local', names: ['swemmel', 'eckewart'] },
  { line: 'logged in as "wolfhart" via console', names: ['wolfhart'] },
  { line: 'task started by helferich at 12:00', names: ['helferich'] },
  { line: 'owner=ritschart mode=0644 path=/srv/x', names: ['ritschart'] },
  { line: 'git push https://hildebrand@git.nordwind.example/r.git', names: ['hildebrand', 'nordwind'] },
  { line: 'ssh dietmar@bechelaren exited 255', names: ['dietmar', 'bechelaren'] },
  { line: 'dovecot[1]: imap(herzeloyde)<EVIfrRn>: Disconnected: Logged out', names: ['herzeloyde'] },
  {
    line: 'radiusd[1]: (8) Login incorrect (mschap: MS-CHAP2-Response is incorrect): [gawan] (from client nas9 port 0)',
    names: ['gawan'],
  },
  {
    line: '%ASA-6-722022: Group <ginover> User <artus-k> IP <198.51.100.20> connected',
    names: ['ginover', 'artus-k', '198.51.100.20'],
  },
  {
    line: 'smbd[1]: Auth: [SMB2,(null)] user [GRALDOM]\\[feirefiz] at [198.51.100.21]',
    names: ['graldom', 'feirefiz'],
  },
  { line: 'LEEF:1.0|V|P|src=198.51.100.22\\tusrName=anfortas.k\\tx=1', names: ['anfortas'] },
  { line: 'login user=4711812 from a terminal', names: ['4711812'] },
  // Mail.
  {
    line: 'from=<rosa.luchs@waldrand.example.org> to=<hugo@see-ufer.de>',
    names: ['rosa.luchs', 'waldrand', 'hugo@', 'see-ufer'],
  },
  { line: 'bounce+kaspar=feldweg.net@listen.bergdorf.com bounced', names: ['kaspar', 'feldweg', 'bergdorf'] },
  { line: 'user=greta%2Bnews%40talgrund.com&x=1', names: ['greta', 'talgrund'] },
  { line: 'message-id=<20260301.ABC12@mailout.hochmoor.co.uk>', names: ['hochmoor', '20260301.abc12'] },
  { line: 'RCPT TO:<"selma steiner"@almwiese.at>', names: ['selma', 'almwiese'] },
  { line: 'FROM=<NEPOMUK@TANNENHOF.ORG>', names: ['nepomuk', 'tannenhof'] },
  {
    line: 'SRS0=ab12=cd=heidekraut.com=ludwig@forwarder.moosbach.net',
    names: ['heidekraut', 'ludwig', 'moosbach'],
  },
  { line: 'mail to jörg.müller@küste.de deferred', names: ['jörg', 'müller', 'küste'] },
  // Kerberos.
  {
    line: 'AS_REQ (1 etypes {18}) 198.51.100.19: NEEDED_PREAUTH: alberich@RHEINGOLD.LOCAL for krbtgt/RHEINGOLD.LOCAL@RHEINGOLD.LOCAL',
    names: ['alberich', 'rheingold', '198.51.100.19'],
  },
  {
    line: 'TGS_REQ fasolt@WALHALL.LAN for host/freia.walhall.lan@WALHALL.LAN',
    names: ['fasolt', 'freia', 'walhall'],
  },
  { line: 'cannot find key for cifs/erda@NORNEN.CORP', names: ['erda', 'nornen'] },
  // Machines whom only their place gives away.
  { line: '<34>1 2026-03-01T12:00:01.003Z woglinde su - ID47 - failed', names: ['woglinde'] },
  { line: '2026-03-01T12:00:01+01:00 wellgunde kernel: link down', names: ['wellgunde'] },
  { line: '2026-03-01 12:00:01 flosshilde dnsmasq[9]: started', names: ['flosshilde'] },
  {
    line: '<189>521: ortlinde: *Mar  1 08:30:56.699: %LINK-5-CHANGED: Interface Gi2, changed state to down',
    names: ['ortlinde'],
  },
  {
    line: 'DHCPACK on 192.168.7.9 to de:ad:be:ef:00:01 (waltrautes-iphone) via eth0',
    names: ['192.168.7.9', 'de:ad:be:ef:00:01', 'waltraute'],
  },
  {
    line: 'dnsmasq-dhcp[1]: DHCPACK(br0) 192.168.7.10 de:ad:be:ef:00:02 schwertleite-laptop',
    names: ['192.168.7.10', 'de:ad:be:ef:00:02', 'schwertleite'],
  },
  { line: 'client-hostname "siegrunes-mac";', names: ['siegrune'] },
  { line: 'lost connection to rossweisse-2 after 3 tries', names: ['rossweisse'] },
  { line: 'smb: \\\\grimgerde\\share not reachable', names: ['grimgerde'] },
  { line: 'GET http://helmwige:8080/health 503', names: ['helmwige'] },
  { line: 'upstream redis://gerhilde:6379 timed out', names: ['gerhilde'] },
  {
    line: '%CDP-4-NATIVE_VLAN_MISMATCH: discovered on Gi0/1 (1), with brangaene.tristan.net Gi0/2 (20).',
    names: ['brangaene', 'tristan'],
  },
  { line: 'query[A] kundry.gralsburg.de from 192.168.7.11', names: ['kundry', 'gralsburg', '192.168.7.11'] },
  { line: '9.7.168.192.in-addr.arpa PTR timed out', names: ['9.7.168.192'] },
  { line: 'reverse mapping for ip-10-11-12-13.ec2.internal failed', names: ['10-11-12-13'] },
  { line: 'helo=<amfortas> proto=ESMTP', names: ['amfortas'] },
  { line: 'TLS handshake with xn--mnchen-3ya.de:443 failed', names: ['xn--mnchen-3ya'] },
  { line: 'certificate of *.titurel.cloud expires in 3 days', names: ['titurel'] },
  {
    line: '[error] server: gurnemanz.example.com, request: "GET / HTTP/1.1", host: "gurnemanz.example.com"',
    names: ['gurnemanz'],
  },
  { line: 'peer klingsor-dc1 is not reachable', names: ['klingsor'] },
  // What logsift says of lines.
  { line: 'configuration changed from console by mrunge (read in the log)', names: ['mrunge'] },
  {
    line: '5 failures from "10.20.2.20" as "telramund" in 66 minutes, then a success for "telramund"',
    names: ['telramund', '10.20.2.20'],
  },
  // Addresses.
  { line: 'src=192.0.2.10:51515 dst=192.0.2.11:443', names: ['192.0.2.10', '192.0.2.11'] },
  {
    line: 'addr 192.0.2.12/24, (192.0.2.13), [192.0.2.14], "192.0.2.15", <192.0.2.16>',
    names: ['192.0.2.12', '192.0.2.13', '192.0.2.14', '192.0.2.15', '192.0.2.16'],
  },
  { line: 'IP 192.0.2.17.443 > 192.0.2.18.51000: Flags [S]', names: ['192.0.2.17', '192.0.2.18'] },
  { line: 'client_192.0.2.19_seen; end 192.0.2.20.', names: ['192.0.2.19', '192.0.2.20'] },
  {
    line: 'from 2001:db8:1::10 port 22 and [2001:db8:1::11]:443',
    names: ['2001:db8:1::10', '2001:db8:1::11'],
  },
  { line: 'mapped ::ffff:192.0.2.21 and ::FFFF:C000:216', names: ['192.0.2.21', 'c000:216'] },
  { line: 'fe80::1ff:fe23:4567:890a%eth2 is up', names: ['fe80::1ff:fe23:4567:890a'] },
  {
    line: 'addr=2001:DB8:0:0:8:800:200C:417A, next 2001:db8::8:800:200c:417b:',
    names: ['200c:417a', '200c:417b'],
  },
  { line: 'unreachable: fd12:3456:789a:1::1/64', names: ['fd12:3456:789a'] },
  { line: 'rhost=%3A%3Affff%3A192.0.2.22', names: ['192.0.2.22'] },
  { line: 'X-Forwarded-For: 192.0.2.23, 192.0.2.24', names: ['192.0.2.23', '192.0.2.24'] },
  {
    line: '[UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=192.0.2.25 DST=192.0.2.26 LEN=40',
    names: ['52:54:00:12:34:56', '192.0.2.25', '192.0.2.26'],
  },
  { line: 'sta 52-54-00-AB-CD-EF associated, 5254.00ab.cdee moved', names: ['52-54-00', '5254.00ab'] },
  { line: 'ARP 192.168.1.7 is-at 52:54:00:aa:bb:cc', names: ['192.168.1.7', '52:54:00:aa'] },
  ...Array.from({ length: 20 }, (_, i) => ({
    line: `flow ${i}: 172.16.${i}.${i + 1}:4${i} -> 198.18.${i}.9 accept`,
    names: [`172.16.${i}.${i + 1}:`, `198.18.${i}.9 `],
  })),
];
