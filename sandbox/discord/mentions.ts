import type { AllowedMentions } from './message-form.ts';

/** What a text would mention, before anybody's permission is asked. */
export interface MentionTokens {
  userIds: string[];
  roleIds: string[];
  everyone: boolean;
  here: boolean;
}

function unique(ids: Iterable<string>): string[] {
  return [...new Set(ids)];
}

/** Finds mentions as Discord's server does: anywhere but inside code. */
export function mentionTokens(content: string): MentionTokens {
  const prose = content.replace(/```[\s\S]*?```/g, ' ').replace(/(`+)[^`]+?\1/g, ' ');
  return {
    userIds: unique([...prose.matchAll(/<@!?(\d{1,20})>/g)].map((match) => match[1] ?? '')),
    roleIds: unique([...prose.matchAll(/<@&(\d{1,20})>/g)].map((match) => match[1] ?? '')),
    everyone: prose.includes('@everyone'),
    here: prose.includes('@here'),
  };
}

/** What the sender's own wish leaves of the tokens. Without a wish everything stays. */
export function narrowMentions(tokens: MentionTokens, allowed: AllowedMentions | undefined): MentionTokens {
  if (!allowed) return tokens;
  const keep = (ids: string[], wish: 'all' | string[]): string[] =>
    wish === 'all' ? ids : ids.filter((id) => wish.includes(id));
  return {
    userIds: keep(tokens.userIds, allowed.users),
    roleIds: keep(tokens.roleIds, allowed.roles),
    everyone: tokens.everyone && allowed.everyone,
    here: tokens.here && allowed.everyone,
  };
}
