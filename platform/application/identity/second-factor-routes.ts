import { z } from 'zod';
import { type AuditActor, type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import type { Contexts } from '../access/contexts.ts';
import type { People } from './people.ts';
import type { SecondFactor } from './second-factor.ts';
import { callerOf, cookiesOf, openSession, own, password, personCookies, sessionExample, sessionSchema } from './session-shape.ts';

const code = z
  .string()
  .max(32)
  .transform((text) => text.toLowerCase().replaceAll(/[\s-]/g, ''))
  .pipe(z.string().regex(/^(\d{6}|[a-z0-9]{12})$/, 'six digits of an authenticator, or a recovery code'))
  .describe('Six digits of an authenticator, or a recovery code; spaces and hyphens don’t matter');
const proof = z.strictObject({ password, code }).meta({ id: 'PersonProof' });
const proofExample = { password: 'correct horse battery staple', code: '123456' };
const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('Each opens once in place of a code; shown only now') })
  .meta({ id: 'RecoveryCodes' });
const recoveryExample = ['abcd-efgh-jkmn', 'pqrs-tuvw-xyz2'];
/** Largest body of these routes; a larger one is refused. */
const bodyBytesMax = 4096;

/** The second factor: the second step of a sign-in, and setting up one's own. */
export function secondFactorRoutes(secondFactor: SecondFactor, people: People, contexts: Contexts): readonly Route[] {
  const shared = { tag: 'Second factor', permission: 'signed-in', scope: 'none', repeat: 'never' } as const;
  return [
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/session/second-factor',
      id: 'completeSignIn',
      summary: 'Sign in: the second step',
      description:
        'After `signIn` answered `secondFactorRequired`. After five wrong codes, or ten minutes, one begins again with the password; after fifty wrong codes in a row only a recovery code opens.',
      permission: 'public',
      body: z.strictObject({ code }),
      bodyBytesMax,
      response: sessionSchema,
      audit: { type: 'person', id: own, actor: whoCompletes },
      example: { body: { code: '123456' }, response: sessionExample },
      handle: async (call) =>
        await openSession(call, await secondFactor.complete(cookiesOf(call), call.body.code, callerOf(call)), contexts),
    }),
    defineRoute({
      ...shared,
      repeat: 'always',
      method: 'GET',
      path: '/session/second-factor',
      id: 'getSecondFactor',
      summary: 'Your second factor',
      response: z.object({ enabled: z.boolean(), recoveryCodesLeft: z.int() }).meta({ id: 'SecondFactor' }),
      example: { response: { enabled: true, recoveryCodesLeft: 9 } },
      handle: (call) => secondFactor.state(personCookies(call)),
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/session/second-factor/enrolment',
      id: 'enrolSecondFactor',
      summary: 'Begin to set up your second factor',
      description: 'Nothing changes until `activateSecondFactor` follows with the first code.',
      body: z.strictObject({ password }),
      bodyBytesMax,
      response: z
        .object({
          uri: z.string().describe('For a QR code; shown only now'),
          secret: z.string().describe('The same for typing, in Base32; shown only now'),
        })
        .meta({ id: 'SecondFactorEnrolment' }),
      audit: { type: 'person', id: own, after: () => ({ secondFactor: 'begun' }) },
      example: {
        body: { password: 'correct horse battery staple' },
        response: {
          uri: 'otpauth://totp/Thalamus:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Thalamus&digits=6&period=30',
          secret: 'JBSWY3DPEHPK3PXP',
        },
      },
      handle: (call) => secondFactor.enrol(personCookies(call), call.body.password, callerOf(call)),
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/session/second-factor/activation',
      id: 'activateSecondFactor',
      summary: 'Turn your second factor on',
      description: 'With a first code of the authenticator. Ends all your other sessions.',
      body: z.strictObject({ code }),
      bodyBytesMax,
      response: recoveryCodes,
      audit: { type: 'person', id: own, after: () => ({ secondFactor: 'on' }) },
      example: { body: { code: '123456' }, response: { recoveryCodes: recoveryExample } },
      handle: async (call) => {
        const { signedIn, recoveryCodes } = await secondFactor.activate(personCookies(call), call.body.code, callerOf(call));
        call.setHeader('set-cookie', signedIn.setCookies);
        return { recoveryCodes: [...recoveryCodes] };
      },
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/session/second-factor/recovery-codes',
      id: 'renewRecoveryCodes',
      summary: 'Get new recovery codes',
      description: 'The ones from before open nothing any more.',
      body: proof,
      bodyBytesMax,
      response: recoveryCodes,
      audit: { type: 'person', id: own, after: () => ({ recoveryCodes: 'others' }) },
      example: { body: proofExample, response: { recoveryCodes: recoveryExample } },
      handle: async (call) => ({
        recoveryCodes: [...(await secondFactor.renewRecoveryCodes(personCookies(call), call.body, callerOf(call)))],
      }),
    }),
    defineRoute({
      ...shared,
      method: 'POST',
      path: '/session/second-factor/removal',
      id: 'removeSecondFactor',
      summary: 'Turn your second factor off',
      body: proof,
      bodyBytesMax,
      response: sessionSchema,
      audit: { type: 'person', id: own, after: () => ({ secondFactor: 'off' }) },
      example: { body: proofExample, response: sessionExample },
      handle: async (call) => await openSession(call, await secondFactor.turnOff(personCookies(call), call.body, callerOf(call)), contexts),
    }),
  ];

  /** The person once the code was right, before that nobody who had a password of theirs. */
  async function whoCompletes(
    call: AuditedCall<unknown, unknown>,
    _done: boolean,
    result: { readonly person: { readonly email: string } } | undefined,
  ): Promise<AuditActor> {
    const account = result === undefined ? await secondFactor.pending(cookiesOf(call)) : await people.known(result.person.email);
    if (result !== undefined && account !== undefined) return account;
    return { kind: 'nobody', id: account?.id ?? '', name: account?.name ?? 'unknown', tenant: account?.tenant ?? '', roles: [] };
  }
}
