import type { z } from 'zod';
import { readSettings } from '../config/setting-kinds.ts';
import type { Core } from '../core/core.ts';
import type { ChannelInbox } from '../core/delivery/channel-inbox.ts';
import type { InstallationStore } from '../core/delivery/installations.ts';
import type { PlatformFacts } from '../core/delivery/platform-facts.ts';
import type { UploadedFiles } from '../core/delivery/uploaded-files.ts';
import type { Logger } from '../core/ports/logger.ts';
import type { Finding } from '../doctor/finding.ts';
import type { PlatformAdapter } from './platform-adapter.ts';

/** What a platform's adapter is made of. */
export interface PlatformParts extends Core {
  inbox: ChannelInbox;
  installations: InstallationStore;
  uploads: UploadedFiles;
  /** A secret for one purpose, made of the process's own: the same in every process and after every start. */
  secretFor(purpose: string): string;
}

/** Where workspaces install the app themselves: what operators are told of the tokens they gave us. */
export interface InstallationWords {
  /** What this is called in `/readyz`. */
  part: string;
  /** No workspace has installed it yet. */
  none(publicUrl: string): string;
  /** So many were stored under another secret. */
  unreadable(count: number, publicUrl: string): string;
}

/**
 * Everything there is to know of one platform, but for the code of its adapter, which is large and loaded only where it
 * runs. Whoever needs something of a platform reads it here; nothing else names one.
 */
export interface PlatformDescription<Shape extends z.ZodRawShape, Settings extends object> {
  /** What the core, the pages and the widget know of it. */
  readonly facts: PlatformFacts;
  /** Packages whose code runs for this platform alone: what they leave behind in the process is this adapter's affair. */
  readonly packages: readonly string[];
  /** Its settings, by their names in the environment. */
  readonly environment: Shape;
  /** The one of them that turns it on, as operators are told. */
  readonly turnedOnBy: keyof Shape & string;
  /**
   * What the environment asks for; null: it is off.
   * @throws ConfigError where settings do not fit together
   */
  read(environment: z.output<z.ZodObject<Shape>>): Settings | null;
  /** Whether it holds a connection of its own, and so belongs to one process at a time; else every process answers. */
  isExclusive(settings: Settings): boolean;
  /** Addresses of what stands in for it, in tests and in the sandbox: its people's pictures lie there too. */
  standIns?(settings: Settings): readonly (string | undefined)[];
  /** Asks the platform itself whether all is well, for `matinee doctor`. */
  check(settings: Settings): Promise<Finding[]>;
  /** Puts the adapter together; connects to nothing yet. */
  create(settings: Settings, parts: PlatformParts): Promise<PlatformAdapter>;
  /** Absent or null: no workspace installs it by itself. */
  installedByWorkspaces?(settings: Settings): InstallationWords | null;
  /** Brings over what an earlier version kept elsewhere. At every start, also where the platform is off. */
  takeOver?(parts: { dataDir: string; installations: InstallationStore; logger: Logger }): Promise<void>;
}

/** A platform that the environment asks for. */
export interface PlatformSetUp {
  readonly settings: object;
  readonly exclusive: boolean;
  readonly standIns: readonly (string | undefined)[];
  readonly installedByWorkspaces: InstallationWords | null;
  check(): Promise<Finding[]>;
  create(parts: PlatformParts): Promise<PlatformAdapter>;
}

/** A platform of the list: its description, with what its settings are left to itself. */
export interface Platform extends Pick<
  PlatformDescription<z.ZodRawShape, object>,
  'facts' | 'packages' | 'environment' | 'turnedOnBy' | 'takeOver'
> {
  /**
   * @param given the environment without what is empty
   * @returns null when nothing there asks for it
   * @throws ConfigError
   */
  setUp(given: Record<string, string>): PlatformSetUp | null;
}

/** Makes a platform of its description. */
export function definePlatform<Shape extends z.ZodRawShape, Settings extends object>(
  description: PlatformDescription<Shape, Settings>,
): Platform {
  return {
    ...description,
    setUp(given) {
      const settings = description.read(readSettings(description.environment, given));
      return (
        settings && {
          settings,
          exclusive: description.isExclusive(settings),
          standIns: description.standIns?.(settings) ?? [],
          installedByWorkspaces: description.installedByWorkspaces?.(settings) ?? null,
          check: () => description.check(settings),
          create: (parts) => description.create(settings, parts),
        }
      );
    },
  };
}
