import type { MessageView as DiscordMessage } from './discord/views.ts';
import type { MessageView as SlackMessage, FileView as SlackFile } from './slack/channel-view.ts';
import type { Modal } from './discord/components.ts';

/** What the page's server and the page tell each other. Types only: the page takes nothing else from here. */

export type { DiscordMessage, SlackFile, Modal };

export type Side = 'discord' | 'slack';
export type Breakage = 'cut' | 'limit';

/** A Slack message as the page gets it: with the characters of the emoji names in it. */
export type SlackLine = Omit<SlackMessage, 'replies'> & {
  /** Short name to character, e.g. `tada` → 🎉; names without one are the workspace's own. */
  emojis: Record<string, string>;
  replies: SlackLine[];
};

/** Somebody on a platform. The page's visitor may act as those who are `playable`. */
export interface Persona {
  id: string;
  name: string;
  avatarUrl: string;
  locale: 'en' | 'ko';
  manages: boolean;
  playable: boolean;
}

export interface DiscordPane {
  server: string;
  iconUrl: string;
  channel: { id: string; name: string; topic: string };
  people: Persona[];
  roles: Record<string, string>;
  channels: Record<string, string>;
  messages: DiscordMessage[];
}

export interface SlackPane {
  workspace: string;
  channel: { id: string; name: string; topic: string };
  people: Persona[];
  channels: Record<string, string>;
  messages: SlackLine[];
}

/** How things are: what is connected, what is broken on purpose and for how long still. */
export interface Weather {
  discord: { connected: boolean; broken: { kind: Breakage; leftMs: number } | null };
  slack: { connected: boolean; broken: { kind: Breakage; leftMs: number } | null };
  server:
    | { phase: 'starting' | 'restarting' }
    | { phase: 'up'; tookMs?: number }
    | { phase: 'failed'; reason: string };
}

/** A form that Slack has open for the visitor. */
export interface SlackView {
  id: string;
  title: string;
  submit: string;
  close: string;
  blocks: Record<string, unknown>[];
}

/** One event of the stream, as JSON. */
export type StreamEvent =
  | { type: 'all'; discord: DiscordPane; slack: SlackPane; weather: Weather; views: SlackView[] }
  | { type: 'discord.message'; message: DiscordMessage }
  | { type: 'discord.gone'; id: string }
  | { type: 'slack.message'; message: SlackLine }
  | { type: 'slack.gone'; ts: string }
  | { type: 'slack.views'; views: SlackView[] }
  | { type: 'typing'; userId: string }
  | { type: 'weather'; weather: Weather };

/** A slash command as Discord's client offers it. */
export interface DiscordCommand {
  /** Words after the slash, e.g. `movie room open`, in the persona's language. */
  words: string[];
  /** The same words as the application knows them. */
  path: { name: string; subcommandGroup?: string; subcommand?: string };
  description: string;
  options: DiscordOption[];
}

export interface DiscordOption {
  /** As the persona reads it. */
  label: string;
  name: string;
  description: string;
  required: boolean;
  autocomplete: boolean;
  choices: { name: string; value: string }[];
}

/** What a press of a command, button or form has come to on Discord. */
export interface DiscordOutcome {
  failure: string | null;
  modal: (Modal & { interactionId: string }) | null;
}

/** What a command or press has come to on Slack. */
export interface SlackOutcome {
  /** Shown to the person alone, when the app did not answer. */
  notice: string | null;
}
