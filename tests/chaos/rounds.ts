import type { Fault, Round } from './fault.ts';
import {
  differences,
  ledgerFaults,
  linkFaults,
  orderFaults,
  readinessFaults,
  type Difference,
} from './oracle.ts';
import type { Outcome } from './report.ts';
import type { SideName } from './talk.ts';
import type { Theatre } from './theatre.ts';

const ALL: readonly SideName[] = ['discord', 'slack', 'web'];
/** Between two actions of the talk, in milliseconds. */
const PACE_MS = 45;
/** Talk after healing: what was broken must not only be caught up with, but work. */
const AFTER_MS = 150;

/** Lets one fault strike while everybody talks, heals it, and asks the oracle. */
export async function playRound(theatre: Theatre, fault: Fault, number: number): Promise<Outcome> {
  const outcome: Outcome = {
    fault,
    round: number,
    actions: 0,
    acked: 0,
    recovery: 0,
    lost: [],
    doubled: [],
    stuck: [],
    wrong: [],
  };
  const actionsBefore = theatre.talks.reduce((sum, talk) => sum + talk.actions, 0);
  const ackedBefore = theatre.visitors.reduce((sum, { ledger }) => sum + ledger.length, 0);
  const round: Round = {
    theatre,
    random: theatre.random,
    talk: (ms, sides = ALL) => talk(theatre, ms, sides),
    fail: (what) => void outcome.wrong.push(what),
    excuseVisitors: () => {
      for (const visitor of theatre.visitors) visitor.excused = true;
    },
  };
  await round.talk(theatre.random.between(60, 160));
  try {
    await fault.strike(round);
  } finally {
    await theatre.heal();
  }
  const healed = Date.now();
  await round.talk(AFTER_MS);
  await settle(theatre, healed + fault.recovers, outcome);
  outcome.recovery = Date.now() - healed;
  for (const visitor of theatre.visitors) visitor.excused = false;
  const planted = (complaint: string): boolean =>
    [...theatre.poisoned].some((seq) => complaint.startsWith(`line ${seq} is said to have failed`));
  for (const complaint of theatre.complaints.splice(0).filter((each) => !planted(each)))
    (complaint.startsWith('stuck') ? outcome.stuck : outcome.wrong).push(complaint);
  for (const product of theatre.products)
    for (const alarm of product.alarms.splice(0)) outcome.wrong.push(`process ${product.name}: ${alarm}`);
  outcome.actions = theatre.talks.reduce((sum, each) => sum + each.actions, 0) - actionsBefore;
  outcome.acked = theatre.visitors.reduce((sum, { ledger }) => sum + ledger.length, 0) - ackedBefore;
  return outcome;
}

async function talk(theatre: Theatre, ms: number, sides: readonly SideName[]): Promise<void> {
  const end = Date.now() + ms;
  for (let action = 0; Date.now() < end; action++) {
    const room = theatre.random.of(theatre.talks);
    if (action % 3 === 0) await room.look();
    await room.act(sides);
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
}

/** Waits until every side shows the same, and notes what still differs when time is up. */
async function settle(theatre: Theatre, deadline: number, outcome: Outcome): Promise<void> {
  let unlike: string[] = [];
  for (;;) {
    const late = Date.now() > deadline;
    unlike = await unsettled(theatre).catch((error: unknown) => [
      `the oracle could not look: ${String(error)}`,
    ]);
    if (unlike.length === 0 || late) break;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  outcome.wrong.push(...unlike);
  const { lost, doubled } = await ledgerFaults(theatre);
  outcome.lost.push(...lost);
  outcome.doubled.push(...doubled);
  if (unlike.length > 0) return;
  for (const each of theatre.talks) outcome.wrong.push(...(await orderFaults(theatre, each)));
}

/** What is not yet as it must be, cheapest looks first. */
async function unsettled(theatre: Theatre): Promise<string[]> {
  const waiting = theatre.visitors
    .filter((visitor) => !visitor.settled)
    .map((visitor) => `${visitor.person.name} has ${visitor.pending} requests open, or no connection`);
  if (waiting.length > 0) return waiting;
  for (const each of theatre.talks) {
    const found = await differences(theatre, each);
    if (found.length > 0) return found.map((difference) => inWords(each.slug, difference));
  }
  const links = await linkFaults(theatre);
  return links.length > 0 ? links : readinessFaults(theatre);
}

function inWords(slug: string, { side, missing, extra, twice }: Difference): string {
  const list = (name: string, lines: string[]): string =>
    lines.length === 0
      ? ''
      : ` ${name}: ${lines.slice(0, 4).join(' / ')}${lines.length > 4 ? ` and ${lines.length - 4} more` : ''};`;
  return `${slug} on ${side}:${list('missing', missing)}${list('not expected', extra)}${list('twice', twice)}`;
}
