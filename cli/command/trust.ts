import type { CertificateAuthority, Scope, TokenIssuer, TokenIssuerInput } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, collectTexts, labelOf, withLabelChange } from '../changes.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printList, printOne } from '../output.ts';
import { parseScope, scopeForm } from '../scope.ts';
import type { Terminal } from '../terminal.ts';
import { readText } from './device-credential.ts';

interface Changes extends Basics {
  readonly label?: string;
  readonly clearLabel?: boolean;
  readonly deviceName?: string;
  readonly disable?: boolean;
  readonly enable?: boolean;
}

interface IssuerOptions extends Changes {
  readonly audience?: string;
  readonly jwksUrl?: string;
  readonly jwks?: string;
  readonly publicKey?: string;
  readonly algorithm?: NonNullable<TokenIssuerInput['algorithms']>;
  readonly role?: string;
  readonly scope?: Scope;
}

/** `certificate-authority …` and `token-issuer …`: who vouches for the devices of a tenant. */
export function addTrustCommands(program: Command, terminal: Terminal): void {
  addAuthorityCommands(program.command('certificate-authority').description('authorities whose certificates let devices in'), terminal);
  addIssuerCommands(program.command('token-issuer').description('issuers whose tokens let devices and programs in'), terminal);
}

function addAuthorityCommands(authority: Command, terminal: Terminal): void {
  withBasics(authority.command('register <file>').description('register the certificate of an authority, in PEM'))
    .option('--device-name <template>', 'how a device is called by its certificate (default: {subject.CN})')
    .option('--label <text>', 'name shown to people')
    .action(async (file: string, options: Changes) => {
      const { deviceName, label } = options;
      const made = await (await signedIn(terminal, options)).createCertificateAuthority({ certificate: readText(file), deviceName, label });
      printDone(
        terminal,
        options,
        made,
        `Registered ${made.id}. It lets nobody in until its key was used for the challenge ${made.challenge}`,
      );
    });
  withBasics(authority.command('prove <authority>').description('prove that you have its key, by one of both'))
    .option('--certificate <file>', 'a certificate that it issued, in PEM, whose common name is the challenge')
    .option('--signature <file>', 'the signature of the challenge, as `openssl dgst -sha256 -sign` writes it, in base64')
    .action(async (id: string, options: Basics & { readonly certificate?: string; readonly signature?: string }) => {
      const { certificate, signature } = options;
      if ((certificate === undefined) === (signature === undefined)) {
        throw new CliFailure(exitCodes.usage, 'give one of --certificate and --signature.');
      }
      const proof =
        certificate === undefined ? { signature: readText(signature ?? '').replace(/\s/g, '') } : { certificate: readText(certificate) };
      const proven = await (await signedIn(terminal, options)).proveCertificateAuthority(id, proof);
      printDone(terminal, options, proven, `Certificate authority ${id} is ${proven.state}.`);
    });
  withListBasics(authority.command('list').description('all of them')).action(async (options: Basics) => {
    const { items } = await (await signedIn(terminal, options)).listCertificateAuthorities();
    const head = ['authority', 'subject', 'state', 'devices are called', 'ends', 'label'];
    printList(terminal, options, items, head, (each: CertificateAuthority) => [
      each.id,
      each.subject,
      each.state,
      each.deviceName,
      each.endsAt,
      each.label,
    ]);
  });
  withBasics(authority.command('show <authority>').description('one authority')).action(async (id: string, options: Basics) =>
    printOne(terminal, options, 'certificate authority', await (await signedIn(terminal, options)).getCertificateAuthority(id)),
  );
  withLabelChange(withBasics(authority.command('change <authority>').description('disable, enable or label it, or call devices otherwise')))
    .option('--device-name <template>', 'how a device is called by its certificate')
    .option('--disable', 'it lets nobody in until it is enabled')
    .option('--enable', 'it lets in again')
    .action(async (id: string, options: Changes) => {
      const change = changesOf({ label: labelOf(options), deviceName: options.deviceName, disabled: disabledOf(options) });
      const changed = await (await signedIn(terminal, options)).updateCertificateAuthority(id, change);
      printDone(terminal, options, changed, `Certificate authority ${id} was changed.`);
    });
  withBasics(authority.command('delete <authority>').description('end it, and the connections that it let in')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteCertificateAuthority(id);
      printDone(terminal, options, { authority: id, deleted: true }, `Certificate authority ${id} was deleted.`);
    },
  );
}

function addIssuerCommands(issuer: Command, terminal: Terminal): void {
  withIssuerOptions(withBasics(issuer.command('register <issuer>').description('register an issuer by the `iss` of its tokens')))
    .requiredOption('--audience <text>', 'what `aud` of its tokens must hold')
    .option('--label <text>', 'name shown to people')
    .action(async (name: string, options: IssuerOptions) => {
      const { audience = '', label, algorithm: algorithms } = options;
      const subject = subjectOf(options) ?? { kind: 'device' as const };
      const body = { issuer: name, audience, label, algorithms, subject, ...keysOf(options) };
      const made = await (await signedIn(terminal, options)).createTokenIssuer(body);
      printDone(terminal, options, made, `Registered ${made.id}.`);
    });
  withListBasics(issuer.command('list').description('all of them')).action(async (options: Basics) => {
    const { items } = await (await signedIn(terminal, options)).listTokenIssuers();
    const head = ['issuer', 'iss', 'aud', 'lets in', 'keys', 'disabled', 'label'];
    printList(terminal, options, items, head, (each) => [
      each.id,
      each.issuer,
      each.audience,
      subjectText(each),
      each.jwksUrl ?? 'pasted',
      each.disabled ? 'yes' : '',
      each.label,
    ]);
  });
  withBasics(issuer.command('show <issuer>').description('one issuer')).action(async (id: string, options: Basics) =>
    printOne(terminal, options, 'token issuer', await (await signedIn(terminal, options)).getTokenIssuer(id)),
  );
  withIssuerOptions(withLabelChange(withBasics(issuer.command('change <issuer>').description('change what is named'))))
    .option('--disable', 'its tokens let nobody in until it is enabled')
    .option('--enable', 'they let in again')
    .action(async (id: string, options: IssuerOptions) => {
      const about = { label: labelOf(options), disabled: disabledOf(options), algorithms: options.algorithm, subject: subjectOf(options) };
      const change = changesOf({ ...about, ...keysOf(options) });
      const changed = await (await signedIn(terminal, options)).updateTokenIssuer(id, change);
      printDone(terminal, options, changed, `Token issuer ${id} was changed.`);
    });
  withBasics(issuer.command('delete <issuer>').description('end it, and the connections that its tokens opened')).action(
    async (id: string, options: Basics) => {
      await (await signedIn(terminal, options)).deleteTokenIssuer(id);
      printDone(terminal, options, { issuer: id, deleted: true }, `Token issuer ${id} was deleted.`);
    },
  );
}

function withIssuerOptions(command: Command): Command {
  return command
    .option('--jwks-url <url>', 'where its public keys are')
    .option('--jwks <file>', 'instead: its public keys as a JWK set')
    .option('--public-key <file>', 'instead: one public key in PEM')
    .option('--algorithm <name>', 'signatures that are taken, such as ES256 (commas or repeat for more)', collectTexts)
    .option('--device-name <template>', 'a token is the device that its claims name so (default: {sub})')
    .option('--role <role>', 'instead: a token is a program with this role; never more than you')
    .option('--scope <scope>', `where it has the role: ${scopeForm}`, parseScope);
}

function keysOf({ jwksUrl, jwks, publicKey }: IssuerOptions) {
  return {
    ...(jwksUrl === undefined ? {} : { jwksUrl }),
    ...(jwks === undefined ? {} : { jwks: readJson(jwks) }),
    ...(publicKey === undefined ? {} : { publicPem: readText(publicKey) }),
  };
}

function subjectOf({ deviceName, role, scope }: IssuerOptions) {
  if (role !== undefined) return { kind: 'application' as const, role, scope };
  return deviceName === undefined ? undefined : { kind: 'device' as const, deviceName };
}

function subjectText({ subject }: Pick<TokenIssuer, 'subject'>): string {
  return subject.kind === 'device' ? `device ${subject.deviceName}` : `program as ${subject.role}`;
}

function disabledOf({ disable, enable }: Changes): boolean | undefined {
  return disable ? true : enable ? false : undefined;
}

function readJson(path: string) {
  try {
    return JSON.parse(readText(path));
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw new CliFailure(exitCodes.usage, `${path} holds no JSON`);
  }
}
