/** Languages that can be asked for by name; by its ISO 639-1 code any can. */
const NAMED_LANGUAGES =
  'ar bn cs da de el en es et fa fi fr he hi hu id is it ja kk ko ml mn ms nl no pl pt ro ru sv ta te th tl tr uk ur vi zh'.split(
    ' ',
  );

/** `120` (minutes at most), `90-120`, also with `분` or `min`; null when it is neither. */
export function parseRuntime(input: string): { runtimeFrom?: number; runtimeTo: number } | null {
  const given =
    /^(?:(\d{1,3})\s{0,3}(?:분|min(?:utes)?)?\s{0,3}(?:[-‐‑–—−~∼〜]|to|부터|에서)\s{0,3})?(\d{1,3})\s{0,3}(?:분|min(?:utes)?)?(?:\s?(?:까지|이하))?$/i.exec(
      input.normalize('NFKC').trim(),
    );
  if (!given) return null;
  const to = Number(given[2]);
  if (given[1] === undefined) return { runtimeTo: to };
  const from = Number(given[1]);
  return { runtimeFrom: Math.min(from, to), runtimeTo: Math.max(from, to) };
}

/** The ISO 639-1 code of a language given by code or by its name in English or Korean; null when there is none. */
export function parseLanguage(input: string): string | null {
  const wanted = input.trim().toLowerCase();
  return codesByName().get(wanted) ?? (/^[a-z]{2}$/.test(wanted) ? wanted : null);
}

let names: Map<string, string> | undefined;

function codesByName(): Map<string, string> {
  if (names) return names;
  names = new Map();
  for (const locale of ['en', 'ko']) {
    const display = new Intl.DisplayNames([locale], { type: 'language' });
    for (const code of NAMED_LANGUAGES) names.set(display.of(code)?.toLowerCase() ?? code, code);
  }
  return names;
}
