const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/** Units, in lower case: they belong to the number before them, so that 900 KB and 1.2 MB are alike. */
export const UNITS = set(`
ns us µs ms msec msecs millis millisecond milliseconds microsecond microseconds nanoseconds
s sec secs second seconds m min mins minute minutes h hr hrs hour hours day days week weeks
byte bytes kb mb gb tb pb kib mib gib tib kbyte kbytes mbyte mbytes gbyte gbytes
kbps mbps gbps bps kb/s mb/s gb/s b/s kib/s mib/s gib/s bytes/s bytes/sec hz khz mhz ghz percent pct am pm
`);

/** Names of days, months and zones, in lower case: values when a number is beside them. */
export const DATES = set(`
jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
october november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
utc gmt est edt cst cdt mst mdt pst pdt cet cest bst msk ist jst aest aedt am pm
`);

/** The word after one of these is a name … */
export const NAME_COMES = set('user username account logname ruser hostname host rhost');

/** … unless it is one of these: user data, host key. */
export const NO_NAME = set(`
name names key keys account accounts data id ids agent group groups process space mode list directory home profile
profiles manager service services interface level information record records database table command password
passwords credentials controller bus bridge adapter memory cpu os system file files path port type server client
resolution lookup string shell limit quota slice runtime context defined root-level
`);

/** The word after one of these keys tells what happened: status=bounced. */
export const TELLING_KEYS = set('status state result res outcome verdict disposition action');

/** A quotation that begins with one of these is a request: its parts are looked at one by one. */
export const HTTP_METHODS = set('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH PROPFIND');

/** What is written where a number is missing. */
export const NOTHING = /^(?:-+|\*{2,}|n\/a|nan)$/i;

/** Hex without a digit, too long to be a word. */
export const LONG_HEX = /^(?:[a-f]{8,}|[A-F]{8,})$/;

/** Pieces of a hex dump that happen to begin with a letter. */
export const HEX_LETTERS = /^(?!be$)(?:[a-f]\u0001|[a-f]{2}|[a-f]{4}|[a-f]{8})$/;
