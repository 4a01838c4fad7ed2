/**
 * Words that say what happened. They never become the value of a slot and are never hidden in one: a template
 * must not hold both "up" and "down".
 */
const STATE_WORDS = `
up down start starts started starting stop stops stopped stopping begin begins end ends ended finish finished
fail fails failed failing failure failures success successful successfully succeed succeeds succeeded
accept accepts accepted reject rejects rejected deny denied denies allow allowed allows permit permitted refuse refused
grant granted revoke revoked block blocked unblock unblocked drop dropped drops discard discarded ignore ignored
enable enables enabled disable disables disabled open opens opened close closes closed closing opening
connect connected connects connecting disconnect disconnected disconnecting disconnects connection
login logout logon logoff logged in out on off
valid invalid known unknown good bad ok okay nok normal abnormal healthy unhealthy clean dirty corrupt corrupted
active inactive idle busy ready online offline available unavailable alive dead present missing absent
add added adds remove removed removes insert inserted create created creates creating delete deleted deletes destroy
destroyed new old load loaded loading unload unloaded install installed uninstall uninstalled mount mounted unmount
unmounted umount bind bound unbind attach attached detach detached join joined leave left enter entered exit exited
register registered unregister unregistered deregistered subscribe unsubscribe
set unset clear cleared reset raise raised lower lowered increase increased decrease decreased
lock locked unlock unlocked suspend suspended resume resumed pause paused wake sleep hibernate
send sent receive received read write written wrote get put post patch head options delete
request response reply query answer
error errors warning warnings warn info notice debug critical crit fatal alert emergency emerg panic severe trace
exception timeout timedout expired expire expires renew renewed
found lost full empty high low over under above below exceeded exceeds within
true false yes no none null nil
first last next previous before after
primary secondary master slave leader follower backup standby
input output upload download inbound outbound incoming outgoing ingress egress
push pull pushed pulled commit committed rollback abort aborted cancel cancelled canceled
approve approved pass passed match matched mismatch mismatched
reachable unreachable responding established full loading init
complete completed incomplete done pending running ran run kill killed terminate terminated crash crashed
degraded recovered recover recovery recovering restored restore failover fallback
encrypted unencrypted authenticated unauthenticated authorized unauthorized
authentication authorization session
`;

/** Words of grammar: a place that holds one of them is part of a sentence. */
const FUNCTION_WORDS = `
a an the this that these those it its they them their he she his her we our you your i my me
and or but nor not if then else than as so because since while when where which who whom whose what why how
of to from in into on onto at by for with without within via per through during until till upon about against between
among across along around behind beside beyond off toward towards
is are was were be been being am do does did doing has have had having will would shall should can could may might must
can't cannot couldn't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't hasn't haven't
all any both each every few more most much many other some such only own same too very already also again still yet
there here now just never always instead otherwise however
please see check
`;

const STATES = new Set(STATE_WORDS.split(/\s+/).filter(Boolean));
const FUNCTIONS = new Set(FUNCTION_WORDS.split(/\s+/).filter(Boolean));
/** Words of these endings describe a state or an act: retrying, rebooted. */
const ACT = /^[a-z]{2,}(?:ed|ing|able|ible)$/;

/** Whether a word can never become the value of a slot by comparison with other lines. */
export function isGuardWord(word: string): boolean {
  return isStateWord(word) || ACT.test(word.toLowerCase());
}

/** The same without the words that are guarded for their ending alone: a slot of many values may hold `fred`. */
export function isStateWord(word: string): boolean {
  const lower = word.toLowerCase();
  return STATES.has(lower) || FUNCTIONS.has(lower);
}

/** Of the state words those that tell how something came out, or how bad it is. */
const OUTCOME_WORDS = `
up down start started stop stopped begin end finished
fail fails failed failing failure success successful successfully succeed succeeded
accept accepted reject rejected deny denied allow allowed permit permitted refuse refused grant granted revoke revoked
block blocked unblock unblocked drop dropped discard discarded pass passed
enable enabled disable disabled opened closed connected disconnected established
login logout logon logoff added removed created deleted installed uninstalled mounted unmounted
invalid unknown bad abnormal unhealthy corrupt corrupted active inactive online offline unavailable dead missing
locked unlocked suspended resumed paused lost found exceeded
error errors warning warn critical crit fatal alert emergency emerg panic severe
timeout timedout expired unreachable mismatch aborted cancelled canceled killed terminated crashed degraded recovered
completed complete incomplete unauthorized unauthenticated ok
`;

const OUTCOMES = new Set(OUTCOME_WORDS.split(/\s+/).filter(Boolean));

/** Whether a word after a key or between quotes tells an outcome, which must not be hidden in a slot. */
export function isOutcome(word: string): boolean {
  return OUTCOMES.has(word.toLowerCase());
}
