import { publicAddress } from '../../core/delivery/public-address.ts';

/** An address that Slack is to fetch: undefined unless it is http or https. */
export function fetchableAddress(publicUrl: string, url: string | undefined): string | undefined {
  // A message of which one picture cannot be fetched is refused as a whole: of a poster there is always a blank one.
  const sure = url?.startsWith('/posters/') ? `${url}?blank` : url;
  const address = sure === undefined ? '' : publicAddress(publicUrl, sure);
  return /^https?:\/\/[^\s]+$/i.test(address) && address.length <= 3000 ? address : undefined;
}
