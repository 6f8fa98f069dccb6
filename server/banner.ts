import type { FirstAdmin } from '#platform/application/index.ts';
import type { Addresses } from './assemble.ts';
import type { Listening } from './bind.ts';

interface Banner {
  readonly addresses: Addresses;
  readonly admin: FirstAdmin | undefined;
  readonly listening: Listening;
  readonly home: string;
  readonly seconds: number;
  readonly console: boolean;
}

/** What a start tells the person who started it. */
export function bannerLines({ addresses, admin, listening, home, seconds, console }: Banner): readonly string[] {
  const { http, mqtt, mqtts, webSocket, secureWebSocket, version } = addresses;
  const ways = [...new Set([mqtt, mqtts, webSocket, secureWebSocket].flatMap((way) => way?.url ?? []))].filter((url) => url !== '');
  const lines = [
    '',
    `  Thalamus ${version} is ready after ${seconds.toFixed(1)} s`,
    '',
    `  ${console ? 'Console' : 'API    '}    ${http.url}${console ? '' : '   (the console is not built: npm run build)'}`,
    `  Devices    ${[...ways, `${http.url}/device/v1/properties`].join('\n             ')}`,
    `  Data       ${home}`,
  ];
  if (admin !== undefined) {
    lines.push('', '  First administrator', `    E-mail             ${admin.email}`, `    One-time password: ${admin.password}`);
  }
  if (listening.heldBack !== undefined) {
    lines.push(
      '',
      `  Listening on this machine only: THALAMUS_BIND=${listening.heldBack} takes effect at the next start`,
      '  after an administrator has set a password of their own.',
    );
  } else if (admin !== undefined) {
    lines.push('', '  Listening on this machine only, until the next start after you have set a password of your own.');
  }
  lines.push('', '  Ctrl-C stops it.', '');
  return lines;
}
