/** Calls `look` whenever the page or the system may have changed between light and dark. */
export function watchPageTheme(look: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const page = new MutationObserver(look);
  const watched = {
    attributes: true,
    attributeFilter: ['class', 'style', 'data-theme', 'data-color-scheme', 'data-mode'],
  };
  page.observe(document.documentElement, watched);
  page.observe(document.body, watched);
  system.addEventListener('change', look);
  return () => {
    page.disconnect();
    system.removeEventListener('change', look);
  };
}
