import type { Logger } from '#core/logger.ts';
import { assemble } from '#server/assemble.ts';
import { loadConfig } from '#server/config.ts';
import { openEmbedded } from '#server/embedded.ts';
import { openHome } from '#server/home.ts';
import { administrator, createSite } from '../program.ts';

const silent = { info() {}, warn() {}, error() {} };

/** The whole program in this process, engines and all; its ports are listened on only by who asks for it. */
export async function assembled(log: Logger = silent) {
  const stack = new AsyncDisposableStack();
  const site = stack.use(await createSite());
  const config = loadConfig({ THALAMUS_HOME: site.home });
  const home = await openHome(config.home);
  const ports = stack.use(await openEmbedded(config, home, log, () => {}));
  const nowhere = { mqtt: { host: '', port: 0, url: '' }, mqtts: null, webSocket: null, secureWebSocket: null };
  const addresses = { version: '0.0.0', startedAt: new Date(), http: { url: site.url }, ...nowhere };
  const { application, connection } = stack.use(await assemble(ports, config, home, addresses, undefined, log));
  await application.firstAdmin(administrator);
  return { application, connection, ports, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
