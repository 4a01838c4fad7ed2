/** A place in a line where a name stands. */
export interface Place {
  readonly kind: 'user' | 'host';
  /** It tells so surely that the name is known wherever else it stands; else only one that is no plain word is. */
  readonly sure: boolean;
  /** The group `name` is the name; what is in `before` stays, and so does what comes behind. */
  readonly pattern: RegExp;
}

const NAME = '(?<name>[\\p{L}\\p{N}_][\\p{L}\\p{N}_.$+-]{0,63})';
const HOST = '(?<name>(?!\\d+[a-zA-Z]{0,3}(?![\\p{L}\\p{N}-]))[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,62})';
/** Such as machines are named: letters with digits or a hyphen, and no interface. */
const HOSTLIKE =
  '(?<name>(?!0x|[0-9a-f]{8}-[0-9a-f]{4}-)(?!(?:eth|en[opsx]|eno|ens|enp|wlan|wlp|tun|tap|br|bond|team|veth|vlan|lo|docker|virbr|tty|pts|vty|port|md|dm|sd|nvme|hd|vd|loop|cpu|gi|fa|te|hu|po|ge|xe|et|ae|irb|gigabitethernet|tengigabitethernet|fastethernet|ethernet|serial|tunnel|loopback|dialup|utf|sha|md|tls|tlsv|sslv|ssl|http|ipv|x|rfc|cve|level|rule|gen|phase|step|line|slot|fan|psu|ps|temp|sensor|unit|stage|pool|thread|worker|job|task|part|disk|ata|usb|pci|snd|i|r|v|ttyS|ttyUSB|rev|version|attempt|version)-?\\d)(?=[\\p{L}\\p{N}-]*\\p{L})(?=[\\p{L}\\p{N}-]*[\\d-])[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?)(?![\\p{L}\\p{N}_-]|[/:]\\d+/)';
const Q = '\\\\*["\'`‘“]?';
const QUOTE = '\\\\*["\'`‘“]';
const KEY = '(?<![\\p{L}\\p{N}])';
const SEP = `\\\\*["']?(?:\\s?=>\\s?|=|\\s=\\s|\\s?:\\s?)\\\\*["'<(\\[]?`;

const user = (source: string, flags = 'giu'): Place => ({
  kind: 'user',
  sure: true,
  pattern: new RegExp(`(?<before>${source})${NAME}`, flags),
});
const perhaps = (source: string): Place => ({ ...user(source), sure: false });
const host = (source: string, name = HOST, flags = 'giu'): Place => ({
  kind: 'host',
  sure: true,
  pattern: new RegExp(`(?<before>${source})${name}`, flags),
});

const USER_KEYS =
  'user|users|user[_-]?name|usr|usr[_-]?name|uname|username|login|login[_-]?name|logname|luser|ruser|euser|auser|acct|account|account[_-]?name|sasl_username|sasl_sender|suser|duser|src_?user|dst_?user|[a-z]{3,10}_user|target_?user_?name|subject_?user_?name|remote_user|auth_user|xauth|principal|identity|owner|by_user|userid|user_id|actor|orig_to|cn|samaccountname|upn|nick|nickname|sudo_user|runas|invoked_by|requester|requested_by|created_by|updated_by|modified_by';
const HOST_KEYS =
  'host|hosts|host[_-]?name|fqdn|node[_-]?name|server|server[_-]?name|machine|machine[_-]?name|computer|computer[_-]?name|workstation|workstation[_-]?name|client[_-]?name|client[_-]?hostname|rhost|shost|dhost|src_?host|dst_?host|source_?host|dest_?host|target_?host|remote_?host|log_?host|device[_-]?name|dvchost|sysname|system[_-]?name|peer[_-]?name|helo|ehlo|nas[_-]?identifier|vm[_-]?name|domain_?controller|hypervisor|esx_?host|agent[_-]?name|beat_hostname|syslog_?host|from_?host|on_?host';
/** Keys that hold names of machines, but other things as well. */
const DOUBTFUL_KEYS =
  'node|client|device|dvc|switch|router|peer|neighbor|neighbour|instance|vm|dc|upstream|backend|minion|chassis|target|source|src|dst|dest|remote|origin|relay|gateway|leader|follower|replica|master|primary|secondary';

const OF_SOMEBODY =
  'authentication failure|authentication failed|login failed|login failure|login incorrect|login succeeded|logged in|logged out|login attempt|access denied|password (?:changed|expired|reset|check failed)|account locked|locked out|lockout|login|logon|logoff|logout|role|account|owner|login name|credentials|mailbox|maildir|principal|homedir|sender|member|employee|customer|colleague';

/** Where names of people stand, in the words of the programs that write most logs. */
export const USERS: readonly Place[] = [
  user(`${KEY}(?:${USER_KEYS})${SEP}`),
  // sshd, PAM, login, su, FTP, databases.
  user(
    `${KEY}(?:invalid|illegal|unknown|authenticating|new|local|remote|domain|virtual|system|the|for|of|as|by|to|from|no such|non-existent|disconnected from|connection closed by) user(?:name)?s?\\s+${Q}`,
  ),
  perhaps(`${KEY}user(?:name)?\\s+(?!${QUOTE})`),
  user(`${KEY}user(?:name)?\\s+${QUOTE}`),
  user(`${KEY}(?:for|by)\\s+${Q}(?=[\\p{L}\\p{N}_.$+-]+["'\`]?\\s+(?:from|on|via|by|to|at)\\b)`),
  user(
    `${KEY}(?:failed|accepted|postponed|partial)\\s[\\w/-]{3,30}\\sfor\\s+(?:invalid user\\s+|illegal user\\s+)?${Q}`,
  ),
  // A name in quotes, or behind a preposition.
  user(
    `${KEY}(?:${OF_SOMEBODY})\\s+(?:for\\s+|of\\s+|by\\s+|name\\s+|from\\s+|as\\s+)?(?:account\\s+)?${QUOTE}`,
  ),
  perhaps(`${KEY}(?:${OF_SOMEBODY})\\s+(?:for|of|by|name|as)\\s+(?!(?:the|a|an|this|all|no|not|my|its)\\s)`),
  perhaps(
    `${KEY}(?:login|logon|logoff|logout|role|mailbox|principal|employee|customer|Mr\\.?|Mrs\\.?|Ms\\.?|Dr\\.?)\\s+`,
  ),
  user(
    `${KEY}(?:session (?:opened|closed) for(?: user)?|configured from \\w+ by|on behalf of|logged in as|login as|authenticated as)\\s+(?:user\\s+)?${Q}`,
  ),
  perhaps(
    `${KEY}(?:(?:opened|closed|changed|requested|started|stopped|initiated|issued|executed|triggered|deleted|created|modified|approved|owned|reloaded|committed|locked|unlocked|killed|added|removed|updated|uploaded|invoked|run|performed|submitted) by|running as|run as|impersonat(?:es?|ing)|connected as)\\s+(?:user\\s+)?${Q}`,
  ),
  // What logsift says itself: of changes that it read in a log, of those who failed and got in.
  user(`${KEY}changed from \\w+ by\\s+${Q}`),
  user(`${KEY}(?:success(?:es)? for|under|as)\\s+${QUOTE}`),
  user(
    '(?<![\\w-])su(?:\\(\\w+\\))?(?:\\[\\d+\\])?:\\s+(?:\\(to \\S+\\)|FAILED SU \\(to \\S+\\)|[+-] \\S+|FAILED su for \\S+ by)\\s+',
  ),
  user('(?<![\\w-])su(?:\\(\\w+\\))?(?:\\[\\d+\\])?:\\s+(?:FAILED SU )?\\(to (?=[^)\\s]+\\))'),
  user('(?<![\\w-])sudo(?:\\[\\d+\\])?:\\s+(?=\\S+\\s:\\s)'),
  user('(?:^|[:\\s])\\((?=[^()\\s]+\\)\\s(?:CMD|RELOAD|LIST|REPLACE|BEGIN EDIT|END EDIT|CMDOUT|MAIL)\\b)'),
  user(
    "(?:useradd|userdel|usermod|groupadd|groupmod|gpasswd|chage|chfn|chsh|passwd|adduser|deluser)\\b[^\\n]{0,80}?(?:name=|user |for |add |delete |member |')'?",
  ),
  // dovecot, RADIUS, Cisco's ASA.
  user('\\b(?:imap|pop3|lmtp|lda|sieve|managesieve|submission|indexer|quota|auth|auth-worker)(?:-login)?\\('),
  user('\\blogin (?:ok|incorrect)[^\\n\\[]{0,80}: \\['),
  // Samba: [DOMAIN]\\[user].
  user('\\]\\\\{1,2}\\['),
  user(`${KEY}(?:user(?:name)?|group|principal|account|login)\\s+[<(\\[]`),
  // Numbers with names: uid=1000(anna).
  user('\\b[ae]?u?[gu]id=\\d+\\('),
  // The remote user of an access log.
  user('(?:^|\\s)\\S+\\s(?:\\S+)\\s(?=\\S+\\s\\[\\d{1,2}/\\w{3}/\\d{4}:)'),
  // https://anna:…@host/
  user('://(?=[^\\s:@/]{1,64}(?::[^\\s@/]{0,100})?@)'),
  // Homes.
  user(
    '(?:/home|/Users|/var/mail|/var/spool/mail|/var/spool/cron(?:/crontabs)?|/export/home|/data/home|/run/media|/media|/nfs/home|/var/lib/sudo/ts|/run/user|/mnt/home)/(?!\\d+\\b|lost\\+found|linuxbrew)',
  ),
  user('[A-Za-z]:[\\\\/]{1,4}(?:Users|Documents and Settings)[\\\\/]{1,4}(?!Public\\b|Default\\b|All\\b)'),
  user('(?<![\\w/])~(?=[a-z][\\w.-]*(?:/|\\s|$))'),
  // DOMAIN\user.
  user(
    '(?<![\\w\\\\:/.-])(?!HKLM|HKCU|NT\\b|AUTHORITY|BUILTIN|SERVICE|ERROR|WARN|INFO|DEBUG)[A-Z][A-Z0-9_-]{1,15}\\\\{1,2}(?!n\\b)',
    'gu',
  ),
  // Databases: 'anna'@'%', user@database.
  user("'(?=[^'\\s]{1,64}'@')"),
  // Postfix, local: to=<anna>.
  user('(?<![\\w-])(?:orig_to|to|from|uid|sender|recipient)=<(?=[^@>\\s]+>)'),
  user(
    '(?<![\\w-])(?:new session \\S+ of user|removed session of|session \\S+ logged out\\. waiting|linger\\w* for)\\s+',
  ),
];

/** Where names of machines stand. */
export const HOSTS: readonly Place[] = [
  // DOMAIN of DOMAIN\user, whose user was found before.
  host('(?<![\\w\\\\:/.-])', '(?<name>[A-Z][A-Z0-9_-]{1,15})(?=\\\\{1,2}\\p{Co})', 'gu'),
  // The header of syslog: RFC 3164, 5424, and ISO times.
  host(
    '(?:^|\\n|\\|\\s?)(?:<\\d{1,3}>)?(?:\\d{4} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\\d{1,2}(?: \\d{4})? \\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?(?: [A-Z]{3,4}(?= ))?:? ',
    `${HOST}(?=\\s|:\\s)(?!:\\s*$)`,
    'gu',
  ),
  host(
    '(?:^|\\n)(?:<\\d{1,3}>)?1? ?\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)? ',
    `${HOST}(?=\\s)`,
    'gu',
  ),
  host(
    '(?:^|\\n)\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))? ',
    `${HOST}(?=\\s[\\w./-]+(?:\\[\\d+\\])?: )`,
    'gu',
  ),
  // Cisco: its own number, then who says it.
  host(
    '(?:^|\\n)(?:<\\d{1,3}>)?\\d{1,10}: (?=\\S+: [*.]?(?:\\d{4} )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )',
    HOST,
    'gu',
  ),
  host(
    '(?:^|\\n)<\\d{1,3}>(?=\\S+: \\d{4} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) )',
    HOST,
    'gu',
  ),
  host(`${KEY}(?:${HOST_KEYS})${SEP}`),
  host(`${KEY}(?<!-)(?:${DOUBTFUL_KEYS})${SEP}`, HOSTLIKE),
  // Machines that are named in a sentence, where they look like one.
  host(
    `${KEY}(?:from|host|server|node|peer|neighbou?r|client|hostname|machine|switch|router|firewall|gateway|hypervisor|workstation|computer|replica|primary|standby|master|minion|agent|upstream|backend|instance|member|ssh to|ping|reach|lost|connect(?:ed|ion|ing)? to|connection from|resolve|lookup|contact)\\s+(?:host\\s+|server\\s+|node\\s+)?${Q}`,
    HOSTLIKE,
  ),
  // DHCP: the name that a client gives itself.
  host('\\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\\s\\(', HOST),
  host(
    '\\bDHCP(?:ACK|REQUEST|OFFER|DISCOVER|INFORM|RELEASE|NAK)\\([\\w.-]+\\)\\s(?:\\S+\\s)?\\S+:\\S+:\\S+\\s',
    HOST,
  ),
  host(
    `${KEY}(?:client-hostname|device id|system name|sysname|computer name|netbios name|workstation name|host name|hostname)[:\\s]+${Q}`,
  ),
  // A service of a machine: host/web01@REALM, cifs/fs01.
  host(
    '(?<![\\w/])(?:host|http|https|cifs|nfs|ldap|ldaps|imap|smtp|ftp|mssqlsvc|termsrv|wsman|restrictedkrbhost|gc|rpc|dns)/(?=[\\p{L}\\p{N}-]+(?:[@.:]|$))',
    HOST,
  ),
  host(
    '(?<![\\w:])(?:https?|ftps?|ssh|sftp|rsync|ldaps?|smb|cifs|nfs|redis|rediss|amqps?|mongodb|postgres(?:ql)?|mysql|tcp|udp|tls|ws|wss|git|svn|telnet|rtsp|imaps?|smtps?|kafka|mqtt|nats|jdbc:\\w+|unix)://(?:[^\\s/@]{0,100}@)?',
    `${HOST}(?=[:/\\s"',;)\\]>?#]|$)`,
  ),
  host('(?<![\\\\\\w])\\\\\\\\', HOST),
];
