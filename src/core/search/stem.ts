/**
 * A light stemmer for words of a plot: English plural, -ed, -ing and final e/y in the spirit of Porter's first step,
 * and the commonest Korean particles. It only has to map the forms of a word together, not to find a dictionary form.
 */
export function stem(word: string): string {
  const first = word.charCodeAt(0);
  if (first >= 97 && first <= 122) return stemEnglish(word);
  if (first >= 0x3131 && first <= 0x3163) return stemKorean(word);
  return word;
}

function stemEnglish(word: string): string {
  let stemmed = word;
  if (stemmed.length > 3 && stemmed.endsWith('s') && !/(ss|us)$/.test(stemmed)) {
    stemmed = stemmed.endsWith('ies') ? stemmed.slice(0, -3) + 'y' : stemmed.slice(0, -1);
    if (/(s|x|z|ch|sh)e$/.test(stemmed)) stemmed = stemmed.slice(0, -1);
  }
  if (stemmed.length > 5 && stemmed.endsWith('ing') && /[aeiouy]/.test(stemmed.slice(0, -3))) {
    stemmed = undouble(stemmed.slice(0, -3));
  } else if (stemmed.length > 4 && stemmed.endsWith('ed') && /[aeiouy]/.test(stemmed.slice(0, -2))) {
    stemmed = undouble(stemmed.slice(0, -2));
  }
  if (stemmed.length > 3 && stemmed.endsWith('e')) stemmed = stemmed.slice(0, -1);
  if (stemmed.length > 3 && stemmed.endsWith('y')) stemmed = stemmed.slice(0, -1) + 'i';
  return stemmed;
}

function undouble(word: string): string {
  return /([bdfgklmnprt])\1$/.test(word) ? word.slice(0, -1) : word;
}

/** Particles as keystrokes, longest first: 에서는, 으로, 에게, 에서, 까지, 부터, 하고, 은, 는, 을, 를, 의, 에, 와, 과, 도, 로, 만, 이, 가. */
const PARTICLES = [
  'ㅇㅔㅅㅓㄴㅡㄴ',
  'ㅇㅡㄹㅗ',
  'ㅇㅔㄱㅔ',
  'ㅇㅔㅅㅓ',
  'ㄲㅏㅈㅣ',
  'ㅂㅜㅌㅓ',
  'ㅎㅏㄱㅗ',
  'ㅇㅡㄴ',
  'ㄴㅡㄴ',
  'ㅇㅡㄹ',
  'ㄹㅡㄹ',
  'ㅇㅡㅣ',
  'ㅇㅔ',
  'ㅇㅗㅏ',
  'ㄱㅗㅏ',
  'ㄷㅗ',
  'ㄹㅗ',
  'ㅁㅏㄴ',
  'ㅇㅣ',
  'ㄱㅏ',
];

function stemKorean(word: string): string {
  for (const particle of PARTICLES) {
    if (word.length >= particle.length + 4 && word.endsWith(particle)) return word.slice(0, -particle.length);
  }
  return word;
}
