/** An address that others can reach: our own pictures are kept with a path alone. */
export function publicAddress(publicUrl: string, url: string): string {
  return url.startsWith('/') && !url.startsWith('//') ? publicUrl + url : url;
}
