const SHELLS =
  '(?:ba|z|k|da|c|tc|fi|a)?sh|python[\\d.]*|perl|ruby|node|php|lua|awk\\s+.*system|xargs|tee|sudo|su|at|batch|cmd|powershell|pwsh';
const START =
  '(?:^|[|;&(]\\s*|\\b(?:sudo|doas|nohup|time|env|timeout \\d+\\w?|watch(?: -n ?\\d+)?)\\s+(?:-\\S+\\s+)*)';
const at = (words: string) => new RegExp(`${START}(?:/\\S*/)?(?:${words})(?=\\s|$|;|\\|)`, 'i');

/** What a command must not be, and why; the first that fits is told. */
const FAULTS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/[\n\r]/, 'it has more than one line'],
  [
    /[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\/dev\/(?:tcp|udp)\/|\[link removed\]|\[name removed\]/i,
    'it contains a link',
  ],
  [new RegExp(`\\|\\s*(?:/\\S*/)?(?:${SHELLS})\\b`, 'i'), 'it pipes into a program that runs what it gets'],
  [/\$\(|`|<\(|>\(|\$\{|\beval\b|\bexec\b(?!\s+-)|^\s*(?:source|\.)\s/i, 'it runs what another command says'],
  [/base64\s+(?:-d|--decode|-D)|\bxxd\s+-r|\\x[0-9a-f]{2}|FromBase64/i, 'it hides what it does'],
  [
    at(
      'curl|wget|nc|ncat|netcat|socat|telnet|tftp|ftp|lftp|scp|sftp|rsync|aria2c|lynx|links|w3m|fetch|certutil|bitsadmin|iwr|iex|invoke-\\w+|mail|mailx|sendmail|swaks',
    ),
    'it sends or fetches over the network',
  ],
  [/\bssh\b.*\s-[a-z]*[RLDowA]/i, 'it opens a tunnel'],
  [
    /\blogsift\s+(?!incident\b|incidents\b|findings\b|events\b|status\b|explain\b|report\b|sessions\b|series\b)/i,
    'it would act on logsift',
  ],
  [/(?<![0-9&])>{1,2}(?!\s*(?:\/dev\/null|&\d))|\d>{1,2}(?!\s*(?:\/dev\/null|&\d))/, 'it writes to a file'],
  [
    at(
      'rm|rmdir|dd|mkfs\\S*|shred|wipefs|fdisk|sfdisk|parted|mkswap|chmod|chown|chattr|setfacl|kill|killall|pkill|skill|reboot|shutdown|halt|poweroff|init|telinit|mv|cp|ln|tee|truncate|touch|unlink|setenforce|passwd|chpasswd|useradd|usermod|userdel|adduser|deluser|groupadd|gpasswd|visudo|vi|vim|nano|ed|emacs|mount|umount|swapoff|swapon|modprobe|rmmod|insmod|depmod|ldconfig|update-\\S+|dpkg-reconfigure|auditctl|history|unset|export|alias|crontab\\s+-[er]|sysctl\\s+-w|sed\\s+-i\\S*|perl\\s+-[a-z]*i\\S*|lvremove|lvcreate|vgremove|pvremove|lvextend|resize2fs|xfs_growfs|fsck\\S*|xfs_repair|btrfs\\s+(?:check|balance|device)|zpool\\s+(?:destroy|scrub|clear|offline|replace)|mdadm\\s+--?(?:remove|fail|stop|zero)\\S*|e2fsck|hdparm|nvme\\s+format|ip\\s+(?:link|addr|route|neigh)\\s+(?:set|add|del|flush|delete|replace)|ifconfig\\s+\\S+\\s+(?:up|down)|ifup|ifdown|nmcli\\s+\\S+\\s+(?:up|down|delete|modify|reload)|route\\s+(?:add|del)|date\\s+-s|timedatectl\\s+set\\S*|hostnamectl\\s+set\\S*|ethtool\\s+-[sKGCA]|tc\\s+qdisc\\s+(?:add|del|replace)',
    ),
    'it changes something',
  ],
  [
    /\b(?:systemctl|service|rc-service|supervisorctl|launchctl|svcadm|initctl)\b.*\b(?:start|stop|restart|reload|disable|enable|mask|unmask|kill|isolate|edit|set-property|daemon-reload|reset-failed|force-reload|condrestart|try-restart)\b/i,
    'it changes a service',
  ],
  [
    /\b(?:iptables|ip6tables|nft|ufw|firewall-cmd|ebtables|pfctl|netsh)\b(?!.*(?:\s-[nv]*[LS][nvx]*\b|--list|\blist\b|\bstatus\b|--state|\bshow\b))/i,
    'it changes a firewall',
  ],
  [
    /\b(?:apt|apt-get|aptitude|yum|dnf|zypper|apk|pacman|snap|flatpak|pip3?|npm|yarn|gem|cargo|brew|dpkg|rpm)\b.*(?:\b(?:install|remove|purge|upgrade|update|autoremove|full-upgrade|add|del|erase|downgrade|reinstall)\b|\s-(?:i|U|e|S\w*|R\w*)\b)/i,
    'it changes packages',
  ],
  [
    /\b(?:docker|podman|nerdctl|crictl|kubectl|oc|helm|nomad|virsh|qm|pct|vzctl|lxc|terraform|ansible\S*|salt|puppet)\b.*\b(?:rm|rmi|stop|kill|run|exec|restart|start|prune|delete|apply|create|edit|patch|scale|drain|cordon|uncordon|rollout|replace|attach|cp|push|pull|commit|destroy|reset|migrate|shutdown|suspend|install|uninstall|upgrade|rollback|up|down|agent|cmd\.run)\b/i,
    'it changes containers or machines',
  ],
  [
    /\b(?:mysql|mariadb|psql|sqlite3|mongo\w*|redis-cli|cqlsh|sqlcmd)\b.*\b(?:drop|delete|truncate|update|insert|alter|grant|revoke|create|set|flush\w*|shutdown|config\s+set|kill|pg_terminate_backend|pg_cancel_backend|vacuum|reindex)\b/i,
    'it changes a database',
  ],
  [
    /^(?:\S*[>#]\s*)?(?:conf(?:igure)?(?:\s+t\w*)?|reload|write\s+(?:erase|mem\w*)|erase|copy|delete|format|no|shut(?:down)?|clear|debug|set|commit|rollback|install|test|license|archive|request)\b/i,
    'it changes a device',
  ],
  [
    /\bgit\s+(?:push|reset|clean|checkout|revert)|\bjournalctl\b.*--(?:vacuum|rotate|flush|sync)|\blogrotate\b(?!\s+-d)|\bfind\b.*-(?:delete|exec|ok)\b|\bpostsuper\b\s+-[dhHr]|\bpostqueue\s+-[fis]|\bexim\s+-M|\bfail2ban-client\s+(?:set|stop|unban|reload)|\bcrm\b.*\b(?:move|migrate|standby|cleanup)\b|\bpcs\b.*\b(?:move|standby|cleanup|disable)\b/i,
    'it changes something',
  ],
];
const LONGEST = 200;

/** Why a command is not passed on even as text; null where it only looks. Nothing is ever run. */
export function commandFault(command: string): string | null {
  const trimmed = command.trim();
  if (trimmed.length > LONGEST) return 'it is too long to be read before it is typed';
  if (/[^\x20-\x7e]/.test(trimmed.replace(/[\p{L}\p{N}…–’]/gu, ''))) {
    return /[\n\r]/.test(trimmed) ? 'it has more than one line' : 'it holds characters that no command needs';
  }
  return FAULTS.find(([pattern]) => pattern.test(trimmed))?.[1] ?? null;
}

const GRAVE =
  /\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\brm\s+-[a-z]*[rf]|\bmkfs|\bdd\s+(?:if|of)=|\bcurl\s+\S|\bwget\s+\S|\biptables\s+-[FX]|\bsetenforce\s+0|\bchmod\s+(?:777|-R)|\blogsift\s+(?:silence|verdict|ack|expected|approve)|\b(?:silence|mute|disable|stop|turn off|switch off|uninstall|unsubscribe)\s+(?:the\s+|this\s+|these\s+|all\s+)?(?:logsift|alerts?|alerting|monitoring|auditd?|logging|syslog|rsyslog|antivirus|edr|selinux|firewall)\b|\b(?:send|forward|mail|e-?mail|upload|post|publish)\b.{0,60}\b(?:password|credential|secret|token|private key|api key)/i;

/** Whether advice in words is of a kind that nobody should be given by a machine which read hostile text. */
export function isGraveAdvice(words: string): boolean {
  return GRAVE.test(words);
}
