import { describe, expect, it } from 'vitest';
import { FAMILIES, families, memberFiles } from '../scripts/families.ts';
import { readFiles } from '../scripts/read-files.ts';

const files = [...readFiles(['src', 'test']), ...readFiles(['docs'], /\.md$/)];

describe.each(FAMILIES.map((family) => [family.page ?? family.name, family] as const))(
  'the family of %s',
  (_, family) => {
    const { name, prefix = '' } = family;

    it('has at least one member', () => {
      expect(memberFiles(family, files)).not.toEqual([]);
    });

    it('lists, tests and documents every member', () => {
      expect(families(family, files)).toEqual([]);
    });

    it.each(memberFiles(family, files))('calls the member of the file %s by that name', async (member) => {
      const loaded = (await import(`../src/${name}/${prefix}${member}.ts`)) as { default: { name: string } };
      expect(loaded.default.name).toBe(member);
    });
  },
);
