import { Routes, type REST, type RESTGetCurrentApplicationResult } from 'discord.js';
import type { DiscordSettings } from './settings.ts';

/** Who we are on Discord. */
export interface Self {
  applicationId: string;
  /** The bot's user id; equal to the application's for bots made since 2016, but not for older ones. */
  userId: string;
}

/** Asks Discord once who the token belongs to; asks again after a failure. */
export class OwnIdentity {
  #self: Promise<Self> | undefined;

  constructor(
    private readonly rest: REST,
    private readonly settings: Pick<DiscordSettings, 'applicationId' | 'token'>,
  ) {}

  get(): Promise<Self> {
    this.#self ??= this.#ask().catch((error: unknown) => {
      this.#self = undefined;
      throw error;
    });
    return this.#self;
  }

  async #ask(): Promise<Self> {
    // A refused call takes the token away from the client.
    this.rest.setToken(this.settings.token);
    const application = (await this.rest.get(Routes.currentApplication())) as RESTGetCurrentApplicationResult;
    const applicationId = this.settings.applicationId ?? application.id;
    return { applicationId, userId: application.bot?.id ?? application.id };
  }
}
