/**
 * A text without the name of somebody whom it mentions.
 * @param name what stands in its place
 */
export function forgetMentions(text: string, personId: string, name: string): string {
  const begins = `<@${personId}|`;
  if (!text.includes(begins)) return text;
  return text
    .split(begins)
    .map((part, at) => (at === 0 ? part : `${begins}${part.replace(/^[^<>\n]*>/, `${name}>`)}`))
    .join('');
}
