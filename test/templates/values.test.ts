import { describe, expect, test } from 'vitest';
import { createMiner } from '../../src/templates/create-miner.ts';

const mined = (message: string) => createMiner().add(message);

describe('values by their place', () => {
  test.each([
    ['words after a key', 'user=root tty=ssh ruser= uid=0', 'user=<*> tty=<*> ruser= uid=<*>'],
    ['lists after a key', 'flags=A,B,C x', 'flags=<*> x'],
    ['lists that are keys again', 'a=x,b=y', 'a=<*>,b=<*>'],
    ['brackets after a key', 'ws=Source{10113 u0} uid=1', 'ws=<*> uid=<*>'],
    ['names in angle brackets', 'user=<bob>, method=PLAIN', 'user=<<*>>, method=<*>'],
    ['words after user', 'Invalid user bob from 10.0.0.1', 'Invalid user <*> from <*>'],
    ['a name and where it is from', 'Accepted none for bob from 10.0.0.1', 'Accepted none for <*> from <*>'],
    ['quotations', 'tag="View Lock" of \'x y\'', 'tag="<*>" of \'<*>\''],
    ['quotations side by side', 'id="{0x5}" a="b c" d="" e="f"', 'id="<*>" a="<*>" d="" e="<*>"'],
    ['quotations in a quotation', '"a \'b\' c" d', '"<*>" d'],
    ['units', 'took 3 seconds for 1165 bytes (1.13 KB) sent', 'took <*> for <*> sent'],
    ['dates', 'since Mon Jul 10 17:25:44 2005 UTC', 'since <*>'],
    ['lists of words', 'for [TERM, HUP, INT]', 'for [<*>]'],
    ['pairs in a list', 'x, Zone: Outside, Port: 80', 'x, Zone: <*>, Port: <*>'],
    ['missing numbers', 'speeds ( 3552 **** 3515 )', 'speeds ( <*> )'],
    ['empty parentheses after a value', 'from 10.0.0.1 () at', 'from <*> (<*>) at'],
    ['truth', 'setLights(true)', 'setLights(<*>)'],
    ['letters that are ids', 'key cbcdcbef and lFywXseZkOED', 'key <*> and <*>'],
    ['hex dumps', 'Code: 0f c7 fe ef 45', 'Code: <*>'],
    ['lists of names with numbers', 'delete blk_1 blk_2 blk_3', 'delete blk_<*>'],
  ])('%s become slots', (_, message, text) => {
    expect(mined(message).text).toBe(text);
  });

  test.each([
    ['outcomes after a key', 'a=1 status=failed', 'a=<*> status=failed'],
    ['what a telling key says', 'status=bounced', 'status=bounced'],
    ['outcomes in quotations', 'msg="login failed"', 'msg="login failed"'],
    ['keys of JSON', '{"action":"denied","n":5}', '{"action":"denied","n":<*>}'],
    ['requests', '"GET /x HTTP/1.1" 200', '"GET <*> HTTP/<*>" <*>'],
    ['what follows user in a sentence', 'user data and user unknown', 'user data and user unknown'],
    ['modules in parentheses', 'pam_unix(sshd:auth): ok', 'pam_unix(sshd:auth): ok'],
  ])('%s stay visible', (_, message, text) => {
    expect(mined(message).text).toBe(text);
  });

  test('a slot over several words has all of them as its value', () => {
    expect(mined('ws=Source{10113 u0} took 3 seconds').slots).toEqual(['Source{10113 u0}', '3 seconds']);
    expect(mined('say "a b (c)" now').slots).toEqual(['a b (c)']);
  });

  test('numbers alone never split a template', () => {
    const miner = createMiner();
    const id = (n: number) => miner.add(`worker ${n} of pool-${n * 7} at ${n}.5ms, rc=${-n}`).id;
    expect(new Set([1, 20, 300, 4000].map(id)).size).toBe(1);
  });
});
