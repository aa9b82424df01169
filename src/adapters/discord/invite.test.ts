import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inviteUrl } from './invite.ts';

describe('the invitation of the bot', () => {
  it('asks for the bot, its commands, and the permissions it uses', () => {
    expect(inviteUrl('123')).toBe(
      'https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands&permissions=536996928',
    );
  });

  it.each(['discord.md', 'discord.ko.md'])('is the one the guide %s gives', async (guide) => {
    const text = await readFile(new URL(`../../../docs/guides/${guide}`, import.meta.url), 'utf8');
    expect(text).toContain(inviteUrl('YOUR_APPLICATION_ID'));
  });
});
