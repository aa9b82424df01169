/** Slack names a message by when it was posted: seconds and microseconds since 1970, e.g. `1700000000.123456`. */
export function timeOf(ts: string): Date {
  const [seconds = '0', micro = '0'] = ts.split('.');
  return new Date(Number(seconds) * 1000 + Math.floor(Number(micro.padEnd(6, '0')) / 1000));
}

/** The first timestamp a message posted at that moment could have. */
export function firstTsAt(time: Date): string {
  const ms = time.getTime();
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}000`;
}

/** Orders timestamps; negative when `a` is older. As text, because microseconds do not fit a number. */
export function compareTs(a: string, b: string): number {
  return a.length === b.length ? (a < b ? -1 : a > b ? 1 : 0) : a.length - b.length;
}
