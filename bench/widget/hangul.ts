import type { Figure } from './figure.ts';
import { compose } from '../../widget/tests/input-method.ts';
import { onPage } from './page.ts';

const TIMES = 1000;

/** A thousand syllables written with an input method, each ended by Enter. */
export function hangul(): Promise<Figure[]> {
  return onPage(async ({ page, tools, server }) => {
    const box = page.locator('matinee-room').getByRole('textbox');
    await box.focus();
    for (let n = 0; n < TIMES; n++) {
      await compose(tools, ['ㄱ', '기', '기ㅅ', '기새', '기생']);
      if (n % 500 === 499) await box.fill('');
    }
    const early = server.received.filter(({ op }) => op === 'post').length;
    return [
      {
        what: `${TIMES} Hangul compositions ended by Enter: sent too early`,
        value: early,
        unit: '',
        goal: 0,
      },
    ];
  });
}
