import { SlackError } from './errors.ts';
import type { JsonObject, User } from './entities.ts';
import { readCommandResponse } from './message-content.ts';
import type { StandInParts } from './parts.ts';
import type { SlackStore } from './store.ts';
import { escapeText } from './text-entities.ts';
import { Triggers } from './triggers.ts';
import type { Receipt } from './delivery.ts';

/** A message that came back on something a person did. */
export interface Answer {
  ts: string;
  ephemeral: boolean;
}

/** What became of a slash command, growing while the app answers through its response_url. */
export interface CommandRun {
  /** Slack's code when nothing came in time or the app refused; the person sees `notice`. */
  error?: string;
  notice?: string;
  answers: Answer[];
  /** Resolves with the next answer, or undefined when `ms` pass without one. */
  next(ms: number): Promise<Answer | undefined>;
}

/** The code a person sees when the app did not acknowledge. */
export function failureCode(receipt: Extract<Receipt, { ok: false }>): string {
  return receipt.reason === 'timeout' || receipt.reason === 'http_timeout'
    ? 'operation_timeout'
    : 'dispatch_failed';
}

/** What people do that the app is asked about at once: commands, buttons, menus, modals. */
export class Interactions {
  readonly triggers: Triggers;
  private readonly parts: () => StandInParts;

  constructor(parts: () => StandInParts, store: SlackStore, triggerLifeMs: number) {
    this.parts = parts;
    this.triggers = new Triggers(store, triggerLifeMs);
  }

  /** Runs a slash command; resolves once the app has acknowledged it or failed to. */
  async slash(user: User, channelId: string, command: string, text: string): Promise<CommandRun> {
    const { store, conversations, responseUrls, delivery } = this.parts();
    const channel = conversations.visibleChannel(channelId, user.id, user.teamId);
    const run = new Run();
    const token = store.botTokenOf(user.teamId);
    if (
      !store.app.commands.includes(command) ||
      !token ||
      token.refusedWith ||
      !token.scopes.includes('commands')
    ) {
      return run.failed('invalid_command', `${command} is not a valid command.`);
    }
    const occasion = {
      teamId: user.teamId,
      channelId,
      userId: user.id,
      onPosted: (ts: string, ephemeral: boolean) => run.add({ ts, ephemeral }),
    };
    const receipt = await delivery.sendOnce({
      kind: 'slash_commands',
      acceptsResponse: true,
      payload: {
        token: store.app.verificationToken,
        team_id: user.teamId,
        team_domain: store.team(user.teamId).domain,
        channel_id: channel.id,
        channel_name: channel.kind === 'public' ? channel.name : 'privategroup',
        user_id: user.id,
        user_name: user.name,
        command,
        text: escapeText(text.trim()),
        api_app_id: store.app.id,
        is_enterprise_install: 'false',
        response_url: responseUrls.issue('commands', occasion),
        trigger_id: this.triggers.issue({ userId: user.id, teamId: user.teamId }),
      },
    });
    if (!receipt.ok) {
      const code = failureCode(receipt);
      return run.failed(code, `${command} failed with the error "${code}"`);
    }
    if (!isMessage(receipt.response)) return run;
    try {
      responseUrls.respond(occasion, readCommandResponse(this.parts(), receipt.response, user.teamId));
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return run.failed(error.code, `${command} failed with the error "${error.code}"`);
    }
    return run;
  }
}

/** Bolt acknowledges without an answer as `{}`. */
function isMessage(response: unknown): response is JsonObject {
  return typeof response === 'object' && response !== null && ('text' in response || 'blocks' in response);
}

export class Run implements CommandRun {
  error?: string;
  notice?: string;
  readonly answers: Answer[] = [];
  private handedOut = 0;
  private wake: () => void = () => undefined;

  add(answer: Answer): void {
    this.answers.push(answer);
    this.wake();
  }

  failed(code: string, notice: string): this {
    this.error = code;
    this.notice = notice;
    return this;
  }

  async next(ms: number): Promise<Answer | undefined> {
    if (this.handedOut >= this.answers.length) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const answer = this.answers[this.handedOut];
    if (answer) this.handedOut += 1;
    return answer;
  }
}
