import { describe, expect, it } from 'vitest';
import { webhookUsername } from './author-name.ts';

describe('a name on Discord', () => {
  it('stays as it is when Discord takes it', () => {
    expect(webhookUsername('미나 🎬')).toBe('미나 🎬');
  });

  it.each(['Discord Admin', 'my DISCORD', 'discorddiscord', 'Clyde', 'bonnie&clyde'])(
    'is taken although it is %s',
    (name) => {
      const username = webhookUsername(name);
      expect(username).not.toMatch(/discord|clyde/i);
      expect(username).toHaveLength(name.length);
    },
  );

  it.each(['everyone', 'here', '@everyone', 'HERE'])('is not %s, which Discord keeps to itself', (name) => {
    expect(['everyone', 'here', '@everyone', '@here']).not.toContain(webhookUsername(name).toLowerCase());
  });

  it('is cut at 80 characters without breaking an emoji', () => {
    const username = webhookUsername('👩‍💻'.repeat(40));
    expect(username.length).toBeLessThanOrEqual(80);
    expect(username).toMatch(/^(👩‍💻)+$/u);
  });

  it('is never empty', () => {
    expect(webhookUsername('\u200b\u3164')).toBe('?');
  });

  it('keeps marks a name may contain, but no line feeds', () => {
    expect(webhookUsername('*bold* |\n||x||')).toBe('*bold* | ||x||');
  });
});

describe('a name with a tag', () => {
  it.each(['Mina', 'x'.repeat(300), '👩‍💻'.repeat(40), 'discord', '\u200b'])(
    '%j keeps it within what Discord takes',
    (name) => {
      const username = webhookUsername(name, 'k3f7');
      expect(username).toMatch(/. #k3f7$/u);
      expect(username.length).toBeLessThanOrEqual(80);
    },
  );
});
