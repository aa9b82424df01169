import { discordLines, slackLines, webLines, type SeenLine } from './shown-lines.ts';
import type { Stage } from './stage.ts';
import { ROOM } from './stage.ts';

export type { SeenLine };

/** What the Discord channel shows. */
export function onDiscord(stage: Stage): SeenLine[] {
  return discordLines(stage.discord.world.channelView(stage.places.discordChannel).messages).map(seen);
}

/** What the Slack channel shows. */
export function onSlack(stage: Stage): SeenLine[] {
  return slackLines(stage.slack.world.channelView(stage.places.slackChannel)).map(seen);
}

/** What the web shows, from history. */
export async function onWeb(stage: Stage): Promise<SeenLine[]> {
  return webLines(await stage.owner.history(ROOM));
}

function seen({ author, text, emoji, replyTo }: SeenLine): SeenLine {
  return { author, text, emoji, ...(replyTo === undefined ? {} : { replyTo }) };
}
