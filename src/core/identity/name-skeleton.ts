import unhomoglyph from 'unhomoglyph';

/** Longer names than people may bear are not looked at to their end. In UTF-16 code units. */
const LOOKED_AT = 400;

/** Signs that one letter is mistaken for in either case, which the table of Unicode keeps apart: `I`, `l` and `1` are one. */
const ONE_STROKE = /[il1|!¡]/g;
/** By their place in the alphabet, as the table leaves them; there are none of q and x. */
const SMALL_CAPITALS = [...'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟʍɴᴏᴘ?ʀꜱᴛᴜᴠᴡ?ʏᴢ'];
/** White letters on black rounds and squares, which Unicode does not take for letters: from here, 32 apart. */
const FILLED_FROM = 0x1f150;
const DRAWN_LETTER = /[ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟʍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}]/gu;
const MARKS = /\p{M}/gu;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BETWEEN = /[^\p{L}\p{N}]/gu;

/**
 * What a name looks like: names of one skeleton are taken for each other. It follows UTS 39 with Unicode's table of
 * confusable characters (the package `unhomoglyph` holds it), and sees less than that: case, width, accents, spaces and
 * punctuation do not tell names apart. A name of signs only is its own skeleton.
 *
 * Only to be compared with other skeletons; a later version may make other ones.
 */
export function skeletonOf(name: string): string {
  const drawn = drawnAs(name);
  return drawn.replace(BETWEEN, '') || drawn.replace(/\s+/g, '') || name;
}

/** The letters and signs of a name as they look, case and width and accents apart. */
export function drawnAs(name: string): string {
  const plain = withoutMarks(name.slice(0, LOOKED_AT).normalize('NFKC').replace(INVISIBLE, ''));
  // Capitals look like others than small letters do (Greek Β and β), so both are looked at.
  return withoutMarks(lookAlike(lookAlike(plain))).replace(ONE_STROKE, 'l');
}

const lookAlike = (text: string): string =>
  unhomoglyph(text)
    .toLowerCase()
    .replace(DRAWN_LETTER, (letter) => String.fromCodePoint(97 + placeOf(letter)));

/** The letter of the alphabet, from 0, that a small capital or a filled letter is. */
function placeOf(letter: string): number {
  const small = SMALL_CAPITALS.indexOf(letter);
  return small >= 0 ? small : ((letter.codePointAt(0) ?? 0) - FILLED_FROM) % 32;
}

/** Hangul taken apart has no marks: its letters come together again as they were. */
const withoutMarks = (text: string): string => text.normalize('NFD').replace(MARKS, '').normalize('NFC');
