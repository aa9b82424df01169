import type { ImportProgress } from '../catalogue-sources/import-progress.ts';

/** On a terminal the line is drawn anew this often, elsewhere a line is written this often; milliseconds. */
const DRAW_MS = 100;
const LINE_MS = 10_000;
const BAR = 24;

const number = (value: number): string => value.toLocaleString('en');

/** Progress as a bar on a terminal, and as plain lines where nobody watches. */
export class ConsoleProgress implements ImportProgress {
  #what = '';
  #of: number | null = null;
  #from = 0;
  #at = 0;
  /** Of the whole, where that is not counted. */
  #share: number | null = null;
  #begun = 0;
  #shown = 0;
  #passing = false;

  constructor(
    private readonly out: { write(text: string): unknown; isTTY?: boolean } = process.stdout,
    private readonly now: () => number = () => performance.now(),
  ) {}

  say(line: string, kind: 'lasting' | 'passing' = 'lasting'): void {
    if (kind === 'lasting') {
      this.#clear();
      this.out.write(`${line}\n`);
    } else if (this.#due()) this.#draw(line);
  }

  begin(what: string, of: number | null, at = 0): void {
    [this.#what, this.#of, this.#from, this.#at, this.#share] = [what, of, at, at, null];
    this.#begun = this.now();
    this.#shown = this.#begun;
    if (this.out.isTTY && of !== 0) this.#draw(this.#line());
  }

  at(count: number, share?: number): void {
    this.#at = count;
    this.#share = share ?? null;
    if (this.#due()) this.#draw(this.#line());
  }

  end(): void {
    if (this.#of === 0) return;
    this.#draw(this.#line());
    if (this.out.isTTY) this.out.write('\n');
    this.#passing = false;
  }

  #due(): boolean {
    return this.now() - this.#shown >= (this.out.isTTY ? DRAW_MS : LINE_MS);
  }

  #draw(line: string): void {
    this.#shown = this.now();
    this.#clear();
    this.out.write(this.out.isTTY ? line : `${line}\n`);
    this.#passing = this.out.isTTY === true;
  }

  #clear(): void {
    if (this.#passing) this.out.write('\r\u001b[K');
    this.#passing = false;
  }

  #line(): string {
    const seconds = (this.now() - this.#begun) / 1000;
    const speed = seconds > 0 ? (this.#at - this.#from) / seconds : 0;
    const pace =
      speed > 0 ? `, ${number(speed >= 10 ? Math.round(speed) : Number(speed.toFixed(1)))} a second` : '';
    const share = this.#of === null ? this.#share : this.#of === 0 ? 1 : Math.min(1, this.#at / this.#of);
    const whole = this.#of === null ? '' : ` of ${number(this.#of)}`;
    const percent = share === null ? '' : ` (${Math.floor(share * 100)} %)`;
    const ahead = share === null || share <= 0 ? 0 : (this.#at * (1 - share)) / share;
    const left = speed > 0 && ahead > 0 ? `, ${duration(ahead / speed)} left` : '';
    const counts = `${number(this.#at)}${whole} ${this.#what}${percent}${pace}${left}`;
    if (share === null) return counts;
    if (!this.out.isTTY) return counts;
    const filled = Math.round(share * BAR);
    return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${counts}`;
  }
}

/** Roughly how long, in words. */
function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 360) / 10} h`;
}
