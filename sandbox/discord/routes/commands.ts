import type { Command } from '../entities.ts';
import { refuse } from '../errors.ts';
import {
  addCommand,
  changeCommand,
  commandsOf,
  deleteCommand,
  findCommand,
  overwriteCommands,
} from '../commands.ts';
import { commandPayload } from '../payloads.ts';
import { created, noContent, ok } from '../router.ts';
import type { Call, Route } from '../router.ts';

/** Checks that the path names this application, and reads the place: a guild, or null for everywhere. */
function placeOf(call: Call): string | null {
  if (call.id('application') !== call.platform.application.id) throw refuse('unknownApplication');
  return call.param('guild') === '' ? null : call.platform.guildForBot(call.id('guild')).id;
}

function payload(call: Call, command: Command): ReturnType<typeof commandPayload> {
  return commandPayload(command, call.platform.application.id);
}

function routesAt(base: string, where: string): Route[] {
  return [
    {
      method: 'GET',
      template: base,
      summary: `list ${where} commands`,
      auth: 'bot',
      handle: (call) => ok(commandsOf(call.platform, placeOf(call)).map((command) => payload(call, command))),
    },
    {
      method: 'PUT',
      template: base,
      summary: `replace all ${where} commands`,
      auth: 'bot',
      handle: (call) =>
        ok(
          overwriteCommands(call.platform, placeOf(call), call.body).map((command) => payload(call, command)),
        ),
    },
    {
      method: 'POST',
      template: base,
      summary: `add a ${where} command, or replace the one of that name`,
      auth: 'bot',
      handle: (call) => {
        const { command, created: isNew } = addCommand(call.platform, placeOf(call), call.body);
        return isNew ? created(payload(call, command)) : ok(payload(call, command));
      },
    },
    {
      method: 'GET',
      template: `${base}/:command`,
      summary: `one ${where} command`,
      auth: 'bot',
      handle: (call) => ok(payload(call, findCommand(call.platform, placeOf(call), call.id('command')))),
    },
    {
      method: 'PATCH',
      template: `${base}/:command`,
      summary: `change a ${where} command`,
      auth: 'bot',
      handle: (call) =>
        ok(
          payload(
            call,
            changeCommand(
              call.platform,
              findCommand(call.platform, placeOf(call), call.id('command')),
              call.body,
            ),
          ),
        ),
    },
    {
      method: 'DELETE',
      template: `${base}/:command`,
      summary: `delete a ${where} command`,
      auth: 'bot',
      handle: (call) => {
        deleteCommand(call.platform, findCommand(call.platform, placeOf(call), call.id('command')));
        return noContent;
      },
    },
  ];
}

export const commandRoutes: Route[] = [
  ...routesAt('/applications/:application/commands', 'global'),
  ...routesAt('/applications/:application/guilds/:guild/commands', 'guild'),
];
