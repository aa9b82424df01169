import { Routes, type REST, type RESTGetCurrentApplicationResult } from 'discord.js';
import type { Logger } from '../../core/ports/logger.ts';
import type { DiscordSettings } from './settings.ts';

/** Who we are on Discord. */
export interface Self {
  applicationId: string;
  /** The bot's user id; equal to the application's for bots made since 2016, but not for older ones. */
  userId: string;
}

/** Who the token belongs to: told by the gateway, or asked for once where there is none. */
export class OwnIdentity {
  #self: Promise<Self> | undefined;

  constructor(
    private readonly rest: REST,
    private readonly settings: Pick<DiscordSettings, 'applicationId' | 'token'>,
    private readonly logger: Logger,
  ) {}

  /** Asks again after a failure. */
  get(): Promise<Self> {
    this.#self ??= this.#ask().catch((error: unknown) => {
      this.#self = undefined;
      throw error;
    });
    return this.#self;
  }

  /** As the gateway tells it when a session begins. */
  learn(self: Self): void {
    if (!this.#self) this.#compare(self);
    this.#self = Promise.resolve(self);
  }

  async #ask(): Promise<Self> {
    // A refused call takes the token away from the client.
    this.rest.setToken(this.settings.token);
    const application = (await this.rest.get(Routes.currentApplication())) as RESTGetCurrentApplicationResult;
    const self = { applicationId: application.id, userId: application.bot?.id ?? application.id };
    this.#compare(self);
    return self;
  }

  /** Discord knows better than the environment: with the wrong id we would not recognise what we posted. */
  #compare({ applicationId }: Self): void {
    const configured = this.settings.applicationId;
    if (configured === undefined || configured === applicationId) return;
    this.logger.warn(
      { configured, applicationId },
      'DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN: copy both from the same application',
    );
  }
}
