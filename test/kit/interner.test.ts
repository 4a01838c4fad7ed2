import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interner } from '../../src/kit/interner.ts';

test('gives the text of the bytes, whatever was asked before (tables of any size)', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 80 })), (words) => {
      const interner = new Interner(4);
      for (const word of [...words, ...words]) {
        const bytes = Buffer.from(`<${word}>`, 'utf8');
        expect(interner.text(bytes, 1, bytes.length - 1)).toBe(bytes.toString('utf8', 1, bytes.length - 1));
      }
    }),
  );
});
