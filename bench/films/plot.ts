/** A small scatter plot as SVG: what something costs to the right, how good it is upwards. */
export interface Point {
  name: string;
  /** Seconds of CPU, on a logarithmic scale. */
  cost: number;
  quality: number;
}

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 44;
const TOP = 28;
const RIGHT = 150;

/** The points as an SVG that reads in light and dark. */
export function scatter(title: string, points: readonly Point[]): string {
  const logs = points.map(({ cost }) => Math.log10(Math.max(0.001, cost)));
  const [least, most] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const lowest = Math.floor(10 * Math.min(...points.map(({ quality }) => quality))) / 10;
  const highest = Math.ceil(10 * Math.max(...points.map(({ quality }) => quality))) / 10;
  const x = (log: number): number => LEFT + ((log - least) / (most - least || 1)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((value - lowest) / (highest - lowest || 1)) * (HEIGHT - BOTTOM - TOP);
  const text = (at: number, height: number, words: string, anchor = 'start'): string =>
    `<text x="${at.toFixed(0)}" y="${height.toFixed(0)}" text-anchor="${anchor}">${words}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number): string =>
    `<path d="M${x1.toFixed(0)} ${y1.toFixed(0)}L${x2.toFixed(0)} ${y2.toFixed(0)}" stroke="#8886"/>`;
  const parts = [text(LEFT, 16, title)];
  for (let value = lowest; value <= highest + 1e-9; value += 0.1) {
    parts.push(line(LEFT, y(value), WIDTH - RIGHT, y(value)));
    parts.push(text(LEFT - 8, y(value) + 4, value.toFixed(1), 'end'));
  }
  for (let log = least; log <= most; log++) {
    parts.push(line(x(log), TOP, x(log), HEIGHT - BOTTOM));
    parts.push(text(x(log), HEIGHT - BOTTOM + 16, `${10 ** log} s`, 'middle'));
  }
  points.forEach(({ name, quality }, index) => {
    parts.push(
      `<circle cx="${x(logs[index]!).toFixed(0)}" cy="${y(quality).toFixed(0)}" r="4" fill="#c2410c"/>`,
    );
    parts.push(text(x(logs[index]!) + 8, y(quality) + 4, name));
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" ` +
    `fill="#777">\n${parts.join('\n')}\n</svg>\n`
  );
}
