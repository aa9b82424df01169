import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');
const names = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, name = '']) => name).sort();

const types = await read('../matinee.d.ts');

it('The types a page is given name every property, method and event of the element', async () => {
  const element = await read('./matinee-room.ts');
  const attributes = names(/observedAttributes = \[(.*?)\]/s.exec(element)?.[1] ?? '', /'(\w+)'/g);
  const declared = types.slice(types.indexOf('declare class MatineeRoom'));
  expect(names(declared, /^ {2}(\w+): /gm)).toEqual(attributes);
  expect(names(declared, /^ {2}(sign\w+)\(/gm)).toEqual(names(element, /^ {2}(sign\w+)\(/gm));
  expect(names(types, /^ {2}'(matinee-[a-z]+)': /gm)).toEqual(
    names(await read('./events.ts'), /^ {2}'(matinee-[a-z]+)': /gm),
  );
});

it('The package leads to files that are built, with types and the description for editors', async () => {
  const { exports, customElements } = JSON.parse(await read('../../package.json')) as {
    exports: Record<string, string | Record<string, string>>;
    customElements: string;
  };
  expect(exports['./widget']).toEqual({
    types: './widget/matinee.d.ts',
    default: './dist/widget/matinee.js',
  });
  expect(exports['./custom-elements.json']).toBe('./' + customElements);
  expect(JSON.parse(await read('../../' + customElements))).toHaveProperty('modules');
});
