import type { CommandName } from './grammar.ts';
import { parseCommand } from './parse-command.ts';

/** Commands that write nothing and tell nothing of who asks. */
const READING: ReadonlySet<CommandName> = new Set(['recommend', 'search', 'info', 'reviews', 'help']);

/** Whether what was typed may be answered to somebody without a name: it reads, or is no command at all. */
export function onlyReads(text: string): boolean {
  const parsed = parseCommand(text);
  if ('unknown' in parsed) return true;
  return READING.has('missing' in parsed ? parsed.of.name : parsed.name);
}
