/**
 * Whether the element stands on a dark ground. A page that declares `color-scheme` says so itself (and the element
 * inherits it); for all others the nearest background that is painted tells.
 */
export function pageIsDark(element: Element): boolean {
  const declared = getComputedStyle(element.parentElement ?? document.documentElement).colorScheme;
  if (declared.includes('dark') && declared.includes('light'))
    return matchMedia('(prefers-color-scheme: dark)').matches;
  if (declared.includes('dark')) return true;
  for (let at: Element | null = element.parentElement; at; at = at.parentElement) {
    const [red = 0, green = 0, blue = 0, alpha = 1] =
      getComputedStyle(at)
        .backgroundColor.match(/[\d.]+/g)
        ?.map(Number) ?? [];
    if (alpha > 0.5) return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;
  }
  return false;
}
