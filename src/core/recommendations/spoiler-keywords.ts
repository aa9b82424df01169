/** Words of keywords that tell how a film ends, or what it keeps back until late. */
const GIVES_AWAY = new RegExp(
  [
    'twist',
    '\\bendings?\\b',
    '\\bcliffhanger\\b',
    '\\b(hero|heroine|protagonist|main character|lead|villain|everyone|everybody) (dies|is killed|wins|loses)\\b',
    '\\b(death|suicide|murder) of (the |a )?(hero|heroine|protagonist|main character|lead|title character)\\b',
    '\\bdead (protagonist|all along)\\b',
    '\\ball (just )?a dream\\b',
    '\\b(secret|true|hidden) identity\\b',
    '\\breveal(ed|s)?\\b',
    '\\bunreliable narrator\\b',
    '\\b(split|multiple) personalit(y|ies)\\b',
    '\\bdissociative identity\\b',
    '\\bimaginary friend\\b',
  ].join('|'),
  'i',
);

/** True for a keyword that must not be told to somebody who may still see the film. */
export function givesAway(keyword: string): boolean {
  return GIVES_AWAY.test(keyword);
}
