/**
 * The name of a person as it stands in an address, the same for every way of writing it: `Bong Joon-ho` and
 * `Bong Joon Ho` are `bong-joon-ho`; names in other scripts keep their letters. Empty when there is no letter or digit.
 */
export function personKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['’‘.]/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
}
