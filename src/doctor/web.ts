import type { Config } from '../config/config.ts';
import { finding, type Finding } from './finding.ts';

/** Whether people will reach what is served. */
export function checkWeb(config: Config): Promise<Finding> {
  return finding('web', () => {
    const { publicUrl, production, origins, host } = config;
    if (production && (publicUrl === null || !publicUrl.startsWith('https://'))) {
      throw new Error(
        'PUBLIC_URL should be the https:// address people use: avatars, links and sign-in depend on it',
      );
    }
    if (production && host === '127.0.0.1') {
      return Promise.resolve(
        'listens on this machine only (HOST=127.0.0.1): right behind a proxy on the same machine',
      );
    }
    const allowed = origins === undefined ? 'PUBLIC_URL and localhost' : origins.join(', ');
    return Promise.resolve(`the widget may be embedded by ${allowed}`);
  });
}
