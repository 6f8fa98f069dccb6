import type { SsoSettings } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { collectTexts } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printOne } from '../output.ts';
import { askSecret } from '../sign-in.ts';
import type { Terminal } from '../terminal.ts';

interface SsoOptions extends Basics {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly domain?: string[];
  /** False takes it away. */
  readonly defaultRole?: string | false;
  readonly required?: boolean;
  readonly emailTrusted?: boolean;
}

/** `sso show | set | remove`. */
export function addSsoCommands(program: Command, terminal: Terminal): void {
  const sso = program.command('sso').description('signing in through the OpenID provider of the tenant');
  withBasics(sso.command('show').description('how it is set up, and the redirect URI to register at the provider')).action(
    async (options: Basics) => {
      const client = await signedIn(terminal, options);
      const { settings, ...about } = await client.getSso();
      const { tenant } = await client.getSession();
      printOne(terminal, options, 'single sign-on', { ...about, signInUrl: client.ssoUrl({ tenant }), ...settings });
    },
  );
  withBasics(sso.command('set').description('set it up, or change what is named'))
    .option('--issuer <url>', 'address of the provider')
    .option('--client-id <id>', 'as the provider knows us')
    .option('--client-secret <text>', 'from the provider (asked for when it is needed, which keeps it out of the shell’s history)')
    .option('--domain <domain>', 'an e-mail domain of the people (commas or repeat for more)', collectTexts)
    .option('--default-role <role>', 'what somebody may do who comes the first time')
    .option('--no-default-role', 'let in only who is a member already')
    .option('--required', 'no passwords for members of these domains')
    .option('--no-required', 'passwords as well')
    .option('--email-trusted', 'believe e-mail addresses that the provider does not call verified')
    .option('--no-email-trusted', 'believe only those that it calls verified')
    .action((options: SsoOptions) => set(terminal, options));
  withBasics(sso.command('remove').description('turn it off; sessions that it opened end')).action(async (options: Basics) => {
    await (await signedIn(terminal, options)).deleteSso();
    printDone(terminal, options, { removed: true }, 'Single sign-on is off.');
  });
}

async function set(terminal: Terminal, options: SsoOptions): Promise<void> {
  const client = await signedIn(terminal, options);
  const { settings } = await client.getSso();
  const { issuer, clientId, domains } = {
    issuer: options.issuer ?? settings?.issuer,
    clientId: options.clientId ?? settings?.clientId,
    domains: options.domain ?? settings?.domains,
  };
  if (issuer === undefined || clientId === undefined || domains === undefined) {
    throw new CliFailure(exitCodes.usage, 'the first time it takes --issuer, --client-id and --domain.');
  }
  const body = { issuer, clientId, domains, ...choicesOf(options, settings) };
  const kept = settings?.issuer === issuer && settings.clientId === clientId;
  const clientSecret =
    options.clientSecret ??
    (kept ? undefined : await askSecret(terminal, 'Client secret: ', 'no client secret was given', '--client-secret'));
  const changed = await client.setSso(clientSecret === undefined ? body : { ...body, clientSecret });
  printDone(terminal, options, changed, `People of ${domains.join(', ')} sign in at ${issuer}. Its redirect URI: ${changed.redirectUri}`);
}

function choicesOf({ defaultRole, required, emailTrusted }: SsoOptions, settings: SsoSettings | null) {
  return {
    defaultRole: defaultRole === undefined ? (settings?.defaultRole ?? null) : defaultRole === false ? null : defaultRole,
    required: required ?? settings?.required ?? false,
    emailTrusted: emailTrusted ?? settings?.emailTrusted ?? false,
  };
}
