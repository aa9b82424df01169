/** The three characters Slack escapes in message text. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What Slack stores of a text an app sent: `&amp; &lt; &gt;` and `<…>` control sequences stay, a bare
 * `&` becomes `&amp;`, and a `<` or `>` that belongs to no control sequence is escaped.
 */
export function normaliseAppText(text: string): string {
  return text.replace(/&(?!amp;|lt;|gt;)|<[@#!][^<>]*>|<[a-z][a-z0-9+.-]*:[^<>]*>|[<>]/gi, (part) => {
    if (part === '&') return '&amp;';
    if (part === '<') return '&lt;';
    if (part === '>') return '&gt;';
    return part;
  });
}
