import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `whoami` and `platform`. */
export function addWhoamiCommands(program: Command, terminal: Terminal): void {
  withBasics(program.command('whoami').description('who the platform takes you for, and with which roles')).action(
    async (options: Basics) => {
      const session = await (await signedIn(terminal, options)).getSession();
      if (options.json) return printJson(terminal, session);
      const { person, tenant, roles, via, operator, tenants } = session;
      printTable(
        terminal,
        ['you', 'value'],
        [
          ['name', person.name],
          ['e-mail', person.email],
          ['tenant', tenant],
          ['by', via],
          ['roles', roles.join(', ')],
          ['runs the platform', operator],
          ['tenants', tenants.map(({ name }) => name).join(', ')],
        ],
      );
    },
  );
  withBasics(program.command('platform').description('version and addresses of the platform')).action(async (options: Basics) => {
    const platform = await (await signedIn(terminal, options)).getPlatform();
    if (options.json) return printJson(terminal, platform);
    const { version, tenant, mqtt, mqtts, webSocket, secureWebSocket, http, nodeVersion, startedAt } = platform;
    printTable(
      terminal,
      ['platform', 'value'],
      [
        ['version', version],
        ['tenant', tenant],
        ['MQTT', mqtt.url],
        ['MQTT over TLS', mqtts?.url ?? 'off'],
        ['MQTT over WebSocket', [webSocket?.url, secureWebSocket?.url].filter((url) => url !== undefined).join(', ') || 'off'],
        ['HTTP', http.url],
        ['Node.js', nodeVersion],
        ['started', startedAt],
      ],
    );
  });
}
