import { z } from 'zod';
import { completeLine } from '../../../../core/commands/complete-line.ts';
import { route, type Route } from '../route.ts';
import { locale } from '../schemas.ts';

export const commandRoutes: Route[] = [
  route({
    method: 'get',
    path: '/commands/complete',
    tag: 'Films',
    summary: 'How a line that begins a command may go on: commands, options, titles, genres',
    signedIn: false,
    query: z.object({ text: z.string().max(300), locale: locale.default('en') }),
    answer: {
      status: 200,
      schema: z.object({
        choices: z.array(z.object({ line: z.string(), label: z.string(), does: z.string() })),
        whole: z.boolean(),
      }),
      description: 'Whole lines to choose from, and whether the line says a whole command as it is',
    },
    handle: ({ core, query }) =>
      completeLine(query.text, query.locale, (...option) => core.commands.complete(...option)),
  }),
];
