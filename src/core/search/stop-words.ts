/** English words too common to tell one plot from another. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all also among an and another are as at be because been before being between both but by can each ' +
    'even find finds for from get gets had has have he her herself him himself his how if in into is it its itself just ' +
    'more most much must new no not now of off on one only or other out over own s she so some such than that the their ' +
    'them then there these they this through to together too two under until up upon very was way we were what when ' +
    'where which while who whom whose will with you your'
  ).split(' '),
);
