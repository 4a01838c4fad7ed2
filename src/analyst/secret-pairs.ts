import { isCommonWord } from './common-words.ts';
import type { SecretRule } from './secret-shapes.ts';

/** Quotes as they stand in logs: plain, escaped once or more, typographic. */
const Q = '\\\\*["\'`”“’]';
/** What stands between a key and its value. */
const SEP = `(?:\\\\*["'\`])?\\s{0,3}(?:=>|:=|==?|:)\\s{0,3}`;
/** The value: all up to the same quote, or up to what ends a word; a comma within a word ends it only before a key. */
const VALUE = `(?:(?<quote>${Q})(?<quoted>[^\\n]*?)(?:\\k<quote>|$)|(?<bare>[^\\s"'\`,;&]+(?:[,;&](?![\\w.-]{1,40}\\s?[=:]|\\s|$)[^\\s"'\`,;&]*)*))`;
const KEY_START = '(?<![A-Za-z0-9])';

/** Parts of a key that say that its value is secret, wherever they stand in it. */
const SECRET_KEYS = [
  'pass(?:word|wd|phrase|code)s?\\d?',
  '(?:user|db|root|admin|bind|my|ftp|smtp|key)?pwd?s?(?:hash)?',
  'passwort|kennwort|contrase(?:ñ|n)a|mot[_-]?de[_-]?passe',
  'secrets?(?:[_-]?(?:access)?[_-]?key|[_-]?id)?',
  '(?:api|app|auth|access|account|private|shared|shared[_-]?access|master|encryption|encrypt|signing|session|storage|service|subscription|license|ssh|host|integration|routing)[_-]?keys?',
  'keyfile[_-]?data|key[_-]?string|privkey|enckey',
  '[a-z]*tokens?',
  'auth(?:orization|entication)?[_-]?(?:header|data|code|token|key|secret|pass\\w*)',
  'community|communitystring|psk|wpa[_-]?(?:psk|passphrase)|pre[_-]?shared[_-]?(?:key|secret)',
  'credentials?|creds',
  'sig|signature|x-amz-(?:signature|credential|security-token)',
  'session[_-]?cookie|jsessionid|phpsessid|asp\\.net_sessionid|connect\\.sid|csrf\\w*|xsrf\\w*',
  'otp|totp|mfa[_-]?code|pin[_-]?code|cvv2?|cvc2?',
  'connection[_-]?string|dsn[_-]?secret|webhook[_-]?secret',
].join('|');

/** Words that a key may begin with: `DB_PASSWORD`, `X-Api-Key`, `aws.secret`, `spring.datasource.password`. */
const PREFIX = '(?:[\\w.-]{0,60}[_.-])?';
const SUFFIX = '(?:[_-](?:value|text|plain|old|new|confirm(?:ation)?|hash|\\d{1,2}))?';

const pair = (keys: string, when: NonNullable<SecretRule['when']>, kind = 'secret'): SecretRule => ({
  kind,
  pattern: new RegExp(`(?<before>${KEY_START}(?<key>${PREFIX}(?:${keys})${SUFFIX})${SEP})${VALUE}`, 'gi'),
  when,
});

/** Whether a value tells nothing of a secret: empty, a flag, a number of things, a word of a sentence. */
function isSaying(value: string): boolean {
  const bare = value.replace(/[.,;:!?)\]}>]+$/, '');
  if (bare === '' || /^(?:[*x•.]+|<[^>]*>|\[[^\]]*\]?|\(.*)$/i.test(bare)) return true;
  if (/^(?:true|false|yes|no|none|null|nil|undefined|empty|unset|ok|on|off|\(null\)|n\/a|\?|-)$/i.test(bare))
    return true;
  return isCommonWord(bare);
}

/** `tokens=512`, `pass: 12`, `session=4` count things. */
function isCount(value: string): boolean {
  return /^\d{1,5}(?:\.\d+)?(?:%|ms|s|kB|MB)?[,.;)]?$/.test(value);
}

/** Letters and digits mixed as nobody writes words. */
export function looksRandom(value: string, least: number): boolean {
  if (value.length < least) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((one) => one.test(value)).length;
  return (kinds >= 2 && /\d/.test(value)) || kinds === 3;
}

/** Values that stand behind a name which says that they are secret. */
export const PAIRS: readonly SecretRule[] = [
  {
    kind: 'password in a URL',
    pattern:
      /(?<before>[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:@/"'<>]{0,200}:)(?<secret>[^\s"'<>/]{1,400}|[^\s"'<>]{1,400}?)(?<after>@)(?=[\w[\u0080-\uffff-])/gi,
  },
  {
    kind: 'authorization',
    pattern:
      /(?<before>(?<![A-Za-z0-9])(?:proxy-|x-)?authorization(?:\\*["'`])?\s{0,3}[:=]\s{0,3}(?:\\*["'`])?)(?<secret>(?:digest|aws4-hmac-sha256|oauth|hawk)\s+\w+=[^\n]*|(?:(?:bearer|basic|digest|negotiate|ntlm|token|apikey|aws4-hmac-sha256|key|hawk|oauth)\s+)?[^\s"'`]+(?:,\s?\w+=(?:"[^"]*"|[^\s,"']+))*)/gi,
    when: (secret) => !isSaying(secret),
  },
  {
    kind: 'authorization',
    pattern: /(?<before>(?<![A-Za-z0-9])(?:bearer|basic|negotiate)\s+)(?<secret>[\w+/=.~-]{8,})/gi,
    when: (secret) => looksRandom(secret.replace(/=+$/, ''), 8) || secret.length >= 24 || /=$/.test(secret),
  },
  {
    kind: 'cookie',
    pattern:
      /(?<before>(?<![A-Za-z0-9])(?:set-)?cookie2?(?:\\*["'`])?\s{0,3}[:=]\s{0,3})(?<secret>(?<quote>\\*["'`])[^\n]*?(?:\k<quote>|$)|[\w.%-]+=[^\n"'`]*)/gi,
  },
  pair(SECRET_KEYS, (value, key) => {
    if (isSaying(value) || (/^(?:OLD)?PWD$/.test(key) && /^[/~]/.test(value))) return false;
    return !(isCount(value) && !/pass(?:w|ph|c)|pwd|pin|otp|secret|cv[vc]|psk/i.test(key));
  }),
  pair('pass|pw', (value) => !isSaying(value) && !isCount(value)),
  pair('pin', (value) => /^\d{4,8}$/.test(value)),
  pair('auth', (value) => !isSaying(value) && looksRandom(value, 12)),
  pair(
    'key|code|state|nonce|sid|session(?:[_-]?id)?|hash|salt|data|blob|value|cert|id_rsa|seed|ticket|assertion|samlresponse',
    (value) => looksRandom(value, 16) && !/^[\w.-]+\/[\w./-]+$/.test(value),
  ),
];

const word = (kind: string, source: string): SecretRule => ({
  kind,
  pattern: new RegExp(`(?<before>${source})(?<secret>[^\\s"'<>]+)`, 'gi'),
  when: (secret) => !isSaying(secret),
});
const OPEN = '["\'<]?';

/** Secrets that stand behind words, as in commands and the configuration of network devices. */
export const WORDS: readonly SecretRule[] = [
  // Cisco IOS and what speaks like it: a digit says how it is kept.
  word(
    'password',
    `(?<![\\w-])(?:secret|password|passwd|key|key-string|psk|ascii-text)\\s+(?:sha512\\s+|encrypted\\s+)?(?:level\\s+\\d+\\s+)?[0-9]{1,2}\\s+${OPEN}`,
  ),
  word(
    'community',
    `(?<![\\w-])(?:snmp-server|snmp|snmpd?|snmptrapd?)[^\\n]{0,60}?\\bcommunity(?:\\s+(?:string|name))?[\\s:=]+${OPEN}`,
  ),
  word(
    'community',
    `\\b(?:community string|community name|rocommunity6?|rwcommunity6?|trap2?sink\\s+\\S+|com2sec\\s+\\S+\\s+\\S+)[\\s:=]+${OPEN}`,
  ),
  word(
    'community',
    '\\bsnmp(?:walk|get|bulkwalk|bulkget|set|trap|status|table)\\b[^\\n]{0,120}?\\s-c\\s*["\']?',
  ),
  word(
    'key',
    `\\b(?:tacacs-server|radius-server|tacacs|radius|ntp authentication-key \\d+ md5|isakmp|ikev2|ipsec|server-private)\\b[^\\n]{0,80}?\\s(?:key|shared-secret|secret|md5)\\s+${OPEN}`,
  ),
  word(
    'key',
    `\\b(?:pre-shared-key|preshared-key|authentication-key|message-digest-key\\s+\\d+\\s+md5|wpa-psk(?:\\s+ascii)?|key-chain\\s+\\S+\\s+key)\\s+${OPEN}`,
  ),
  word(
    'password',
    `\\b(?:neighbor\\s+\\S+|ppp\\s+\\S+|username\\s+\\S+(?:\\s+privilege\\s+\\d+)?|enable|user\\s+\\S+|line\\s+\\S+)\\s+(?:password|secret)\\s+${OPEN}`,
  ),
  word(
    'password',
    `(?<![\\w-])--?(?:[\\w-]*(?:password|passwd|passphrase|secret|token|api-key|apikey|access-key|pwd|psk)|pass)[\\s=]+${OPEN}`,
  ),
  word(
    'password',
    `\\b(?:sshpass|mysql\\w*|mysqldump|mariadb\\w*)\\b[^\\n|;]{0,200}?\\s-p\\s?(?!\\s|ort)${OPEN}`,
  ),
  word(
    'password',
    `\\b(?:curl|wget|ftp|lftp|http|smbclient|rpcclient|ldapsearch)\\b[^\\n|;]{0,200}?\\s(?:-u|-U|--user|--proxy-user)[\\s=]*["']?[^\\s:%"']{1,64}[:%]`,
  ),
  word('password', '\\bldap(?:search|modify|add|passwd|whoami)\\b[^\\n|;]{0,200}?\\s-[wWsa]\\s+["\']?'),
  word(
    'password',
    '\\b(?:identified by|password is|passwort ist|password was|new password|passwd is|token is|secret is|key is|password of \\S+ (?:is|to)|password to|default password)\\s+["\'`]?',
  ),
  word('password', '\\bnet\\s+use\\s[^\\n]{0,120}?/user:\\S+\\s+'),
  word('password', '(?:(?:^|[>:"]\\s?)PASS|\\bAUTH (?:PLAIN|LOGIN))\\s+(?!command|failed|phase|mechanism)'),
];
