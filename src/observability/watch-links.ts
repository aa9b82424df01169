import type { LinkLag, LinkLags } from '../core/delivery/link-repository.ts';
import type { PlatformId } from '../core/delivery/link.ts';
import type { Meter } from '../core/ports/meter.ts';

/** Shows how far each linked channel is behind its room, on the process that serves its platform. */
export function watchLinks(meter: Meter, links: LinkLags, served: () => readonly PlatformId[]): void {
  const labels = ({
    platform,
    linkId,
    state,
  }: LinkLag): { platform: string; link: string; state: string } => ({
    platform,
    link: linkId,
    state,
  });
  meter.watch('matinee_link_lag_events', async () =>
    (await links.lags(served())).map((lag) => ({ labels: labels(lag), value: lag.events })),
  );
  meter.watch('matinee_link_oldest_seconds', async () =>
    (await links.lags(served())).map((lag) => ({ labels: labels(lag), value: lag.oldestS })),
  );
}
