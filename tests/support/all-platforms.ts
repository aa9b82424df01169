import { PLATFORMS } from '../../src/adapters/index.ts';
import { Platforms } from '../../src/core/delivery/platforms.ts';

/** The platforms of the list, as the core has them. */
export const allPlatforms = new Platforms(PLATFORMS.map(({ facts }) => facts));
