import { isAway, Problem } from '../errors.ts';
import { DeliveryFault } from './chat-adapter.ts';
import { networkCode, NO_ANSWER } from './network-code.ts';
import { isRefusedByStore, StoreFault } from './store-fault.ts';

/** After a call that was not answered in time. */
const UNANSWERED_MS = 3_000;

/** A platform as far as its answers are concerned. */
export interface Voice {
  /** As people name it. */
  name: string;
  /** What the platform itself said in an error; undefined when it did not speak. */
  said(error: unknown): DeliveryFault | undefined;
}

/** Whether what failed may well succeed in a while, without anybody doing anything. */
export const isPassing = ({ kind }: DeliveryFault): boolean => kind === 'retry' || kind === 'wait';

/**
 * Says what a failure means, whoever caused it: the only place that decides about what nobody knows. A platform's own
 * words stand. What our store or the network could not do passes, however often it takes. Everything else is a mistake in
 * our own code, which is tried again a few times and then never.
 */
export function faultOf(error: unknown, platform?: Voice): DeliveryFault {
  if (error instanceof DeliveryFault) return error;
  const cause = { cause: error };
  const said = platform?.said(error);
  if (said) return said;
  if (error instanceof StoreFault) {
    return new DeliveryFault(isRefusedByStore(error) ? 'mistake' : 'retry', error.message, undefined, cause);
  }
  const network = networkCode(error);
  if (network !== undefined) {
    const reason = `${platform?.name ?? 'The platform'} cannot be reached (${network}).`;
    // What was not answered in time may still be carried out: it is not to be looked for too soon.
    const wait = network === NO_ANSWER ? UNANSWERED_MS : undefined;
    return new DeliveryFault('retry', reason, wait, cause);
  }
  if (isAway(error) || (error instanceof Problem && error.code === 'unavailable')) {
    const reason = error instanceof Problem ? error.message : 'Matinee’s own store does not answer just now.';
    return new DeliveryFault('retry', reason, undefined, cause);
  }
  const place = platform?.name ?? 'the channel';
  return new DeliveryFault('mistake', `Matinee could not prepare this for ${place}.`, undefined, cause);
}
