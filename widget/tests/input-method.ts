import type { CDPSession } from 'playwright-core';

/** Types with an input method, as a Korean keyboard does: jamo by jamo, ended by Enter. */
export async function compose(keyboard: CDPSession, steps: string[]): Promise<void> {
  for (const text of steps) {
    await keyboard.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }
  // The Enter that ends a composition: the page hears a key with code 229.
  await keyboard.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    windowsVirtualKeyCode: 229,
    key: 'Process',
    code: 'Enter',
  });
  await keyboard.send('Input.insertText', { text: steps.at(-1) ?? '' });
  await keyboard.send('Input.dispatchKeyEvent', {
    type: 'keyUp',
    windowsVirtualKeyCode: 13,
    key: 'Enter',
    code: 'Enter',
  });
}
