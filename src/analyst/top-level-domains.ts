const setOf = (words: string) => new Set(words.trim().split(/\s+/));

/** Ends of names that nothing but a machine has: public ones, countries, and what private networks use. */
const CERTAIN = setOf(`
com net org edu gov mil info biz eu arpa local lan internal intranet corp localdomain localnet dmz priv onion
invalid example aero asia cat coop jobs mobi museum tel travel xyz online shop store site website cloud tech
club blog agency company solutions digital hosting systems network email berlin hamburg koeln bayern wien
london nyc paris tokyo amsterdam brussels swiss vip live news global ltd gmbh inc llc bank
ac ad ae af ag al am ao aq ar at au aw az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd cf cg ch ci cl cn
co cr cu cv cw cx cy cz de dj dk dm dz ec ee eg er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr
gt gu gw gy hk hm hn hr ht hu ie il im io iq ir je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
lk lr ls lt lu lv ly ma mc mg mh mk mm mn mo mp mq mr mt mu mv mw mx mz na ne ng ni nl np nr nu
nz om pa pe pf pg ph pk pr pt pw qa ro ru rw sa sb sc sd se sg si sk sl sm sn sr ss st su sv sx
sy sz tc td tf tg th tj tk tl tm tn tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
`);

/** Ends of names that files, programs and fields have as well. */
const DOUBTFUL = setOf(`
ai app bin cc cfg co do dev home host id in int is it me md mo mov ms my name no page pl pm pn ps pro py rs run
sh so test to top work world zip zone services media group space data log ink link bar best care game help plus
py hta ad mm ml
`);

/** Names that have the end of a machine's and are none. */
const FILES = setOf(
  'rc.local hosts.allow hosts.deny socket.io asp.net vb.net ado.net java.net d.org node.js',
);

/** Whether a dotted name is known to be a file or a program. */
export function isFileName(name: string): boolean {
  return FILES.has(name.toLowerCase());
}

/** How sure the end of a dotted name says that it is of a machine. */
export function topLevel(label: string): 'certain' | 'doubtful' | 'no' {
  const lower = label.toLowerCase();
  if (DOUBTFUL.has(lower)) return 'doubtful';
  return CERTAIN.has(lower) || lower.startsWith('xn--') ? 'certain' : 'no';
}
