import { describe, expect, it } from 'vitest';
import { sizes } from '../../scripts/sizes.ts';

const messages = (path: string, text = '') => sizes([{ path, text }]).map(({ message }) => message);

describe('sizes', () => {
  it('leaves a file of 400 lines alone, with or without a last newline', () => {
    expect(messages('src/core/event.ts', 'x\n'.repeat(400))).toEqual([]);
    expect(messages('test/sources/file.test.ts', `${'x\n'.repeat(399)}x`)).toEqual([]);
  });

  it.each([
    ['a file of 401 lines', 'src/core/event.ts', 'x\n'.repeat(401), /401 lines/],
    ['a third level of folders', 'src/core/events/event.ts', '', /deeper/],
    ['utils.ts', 'src/core/utils.ts', '', /utils/],
    ['helper.ts', 'src/core/helper.ts', '', /helper/],
    ['types.ts', 'test/core/types.test.ts', '', /types/],
    ['a folder named common', 'src/common/event.ts', '', /common/],
    ['base.ts', 'bench/base.ts', '', /base/],
    ['Manager.ts', 'src/app/Manager.ts', '', /Manager/],
  ])('catches %s', (_, path, text, message) => {
    expect(messages(path, text)).toEqual([expect.stringMatching(message)]);
  });

  it('does not mistake a word that merely begins like one', () => {
    expect(messages('src/core/baseline.ts')).toEqual([]);
    expect(messages('src/ml/managerial-typesetting.ts')).toEqual([]);
  });
});
