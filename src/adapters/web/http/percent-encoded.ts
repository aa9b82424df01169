/** As RFC 8187 wants it in a header. */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /['()*!]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
