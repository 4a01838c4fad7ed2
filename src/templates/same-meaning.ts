/** Words that are each other's contrary, by their stems: of a line that says the one no line that says the other is said again. */
const CONTRARIES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(accept|allow|permit|grant|approv|authori[sz]|authenticated|pass(ed|es)?$)/,
    /^(reject|den(y|ie)|refus|block|drop|discard|prohibit|forbid|revok|ban)/,
  ],
  [
    /^(succe|complet|ok(ay)?$|recover|restor|healthy|valid$|good$)/,
    /^(fail|err|abort|invalid|illegal|bad$|cannot|can't|unable|corrupt|unhealthy|degraded|exception|timeout|unauthori|expire)/,
  ],
  [
    /^(up|online|reachable|active|available|alive|present|established|found)$/,
    /^(down|offline|unreachable|inactive|unavailable|dead|absent|missing|lost)$/,
  ],
  [
    /^(start|begin|began|begun|boot|resum|run)/,
    /^(stop|end(s|ed)?$|finish|shutdown|halt|kill|terminat|exit|suspend|paus|crash)/,
  ],
  [
    /^(open|connect(?!ion)|join|attach|mount|bind|bound|login|logon|enter)/,
    /^(clos|disconnect|detach|unmount|umount|unbind|logout|logoff|leav|left|exit)/,
  ],
  [
    /^(add|creat|insert|install|load|regist|subscri)/,
    /^(remov|delet|destroy|uninstall|unload|deregist|unregist|unsubscri)/,
  ],
  [/^(enabl|lock|set|encrypt)/, /^(disabl|unlock|unset|clear|unencrypt)/],
  [/^(rais|increas|high|above|over|exceed)/, /^(lower|decreas|low|below|under|within)/],
  [
    /^(receiv|read|inbound|incoming|ingress|download)/,
    /^(sen[dt]|writ|wrote|outbound|outgoing|egress|upload)/,
  ],
  [/^(primary|master|leader|true|yes)$/, /^(secondary|slave|follower|standby|false)$/],
];
/** How many of the contraries tell good from bad on their right side. */
const OF_OUTCOME = 3;
const NEGATION = /^(no|not|none|never|neither|without|\w+n't)$/;
/** Ways in and those who have more rights: which of them a line names is what it says. */
const SECURITY: readonly RegExp[] = [
  /^(password|passwd|passphrase|pwd)s?$/,
  /^(publickey|pubkey)s?$/,
  /^(keyboard|interactive|pam)$/,
  /^(gssapi|kerberos|hostbased|ldap|radius|tacacs)$/,
  /^(cert|certs|certificates?)$/,
  /^(token|otp|totp|mfa|2fa)s?$/,
  /^(anonymous|guest|nobody)$/,
  /^(root|superuser|admin|administrator|sudo|su|wheel)$/,
  /^(invalid|illegal|unknown|nonexistent|unrecogni[sz]ed)$/,
  /^(preauth|unauthenticated)$/,
];
/** Lines with no more than this share of other words in the same places differ by what they name. */
const FEW_OTHER = 1 / 3;
/** Share of the names in capitals that both have. */
const SAME_NAMES = 0.5;
const STEM = 4;

/**
 * Whether one text of a kind of line may say what another says, in other words. Not when they name different ways in, when
 * one says the contrary of the other or only one says that something is bad, when names of a protocol (`DHCPACK`) differ,
 * or when one word stands in the place of another in an otherwise equal sentence: a program has such pairs
 * (`Accepted password`, `Accepted publickey`) at the same time.
 */
export function mayMeanTheSame(old: string, young: string): boolean {
  const [before, after] = [wordsOf(old), wordsOf(young)];
  if (!haveSameSecurity(before, after) || contradict(before, after)) return false;
  return haveSameNames(old, young) && !isSubstituted(old, young);
}

function wordsOf(text: string): string[] {
  const joined = text
    .toLowerCase()
    .replace(/\b(?:log(?:ged|ging)?|signed)[ -](in|on)\b/g, 'login')
    .replace(/\b(?:log(?:ged|ging)?|signed)[ -](out|off)\b/g, 'logout')
    .replace(/\bpublic[ -]key\b/g, 'publickey');
  return joined.match(/[\p{L}\p{N}']{2,}/gu) ?? [];
}

function haveSameSecurity(a: readonly string[], b: readonly string[]): boolean {
  return SECURITY.every((one) => a.some((word) => one.test(word)) === b.some((word) => one.test(word)));
}

function contradict(a: readonly string[], b: readonly string[]): boolean {
  const bad = [false, false];
  for (const [i, [yes, no]] of CONTRARIES.entries()) {
    const [said, other] = [a, b].map((words) => ({
      yes: words.some((word) => yes.test(word)),
      no: words.some((word) => no.test(word)),
    })) as [Sides, Sides];
    if (said.yes !== said.no && other.yes !== other.no && said.yes !== other.yes) return true;
    if (i < OF_OUTCOME) [bad[0], bad[1]] = [bad[0] || said.no, bad[1] || other.no];
  }
  const negated = [a, b].map((words) => words.some((word) => NEGATION.test(word)));
  return (bad[0] || negated[0]) !== (bad[1] || negated[1]);
}

interface Sides {
  readonly yes: boolean;
  readonly no: boolean;
}

function haveSameNames(old: string, young: string): boolean {
  const [a, b] = [old, young].map((text) => new Set(text.match(/\b\p{Lu}[\p{Lu}\d_-]{2,}\b/gu) ?? []));
  if (a!.size === 0 || b!.size === 0) return true;
  const both = [...a!].filter((name) => b!.has(name)).length;
  return (2 * both) / (a!.size + b!.size) >= SAME_NAMES;
}

/** Whether the same sentence has another word in some place; `Starting` instead of `Started` is none. */
function isSubstituted(old: string, young: string): boolean {
  const [a, b] = [old, young].map((text) =>
    text
      .toLowerCase()
      .split(/[\s:;,="'()[\]]+/)
      .filter(Boolean),
  );
  if (a!.length !== b!.length) return false;
  const others = a!.flatMap((word, i) => (word === b![i] ? [] : [[word, b![i]!] as const]));
  if (others.length > FEW_OTHER * a!.length) return false;
  return others.some(([word, other]) => word.slice(0, STEM) !== other.slice(0, STEM) || word.length < STEM);
}
