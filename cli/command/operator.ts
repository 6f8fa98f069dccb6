import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { asPerson } from '../connection.ts';
import { printDone, printList } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { parseCount } from '../time.ts';

/** Longest that an impersonation may last, in minutes; longer is a usage error. */
const impersonationMinutesMax = 240;

interface BeginOptions extends Basics {
  readonly reason: string;
  readonly minutes?: number;
}

/** `operator list | add | remove` and `impersonation list | begin | end`: of persons, so they take the profile's session. */
export function addOperatorCommands(program: Command, terminal: Terminal): void {
  const operator = program.command('operator').description('who runs the platform (operators)');
  withListBasics(operator.command('list').description('all operators')).action(async (options: Basics) => {
    const { items } = await asPerson(terminal, options, (client) => client.listOperators());
    printList(terminal, options, items, ['e-mail', 'name', 'id'], ({ email, name, id }) => [email, name, id]);
  });
  withBasics(operator.command('add <email>').description('let somebody who has an account run the platform too')).action(
    async (email: string, options: Basics) => {
      const added = await asPerson(terminal, options, (client) => client.addOperator({ email }));
      printDone(terminal, options, added, `${added.email} runs the platform too.`);
    },
  );
  withBasics(operator.command('remove <operator>').description('somebody runs the platform no more, by their id')).action(
    async (id: string, options: Basics) => {
      await asPerson(terminal, options, (client) => client.removeOperator(id));
      printDone(terminal, options, { operator: id, removed: true }, `${id} runs the platform no more.`);
    },
  );
  const impersonation = program.command('impersonation').description('acting in a tenant as an administrator for a time (operators)');
  withListBasics(impersonation.command('list').description('where you do at the moment')).action(async (options: Basics) => {
    const { items } = await asPerson(terminal, options, (client) => client.listImpersonations());
    const head = ['impersonation', 'tenant', 'reason', 'began', 'until'];
    printList(terminal, options, items, head, ({ id, tenant, reason, beganAt, until }) => [id, tenant, reason, beganAt, until]);
  });
  withBasics(impersonation.command('begin <of-tenant>').description('begin; the tenant reads of it in its audit log'))
    .requiredOption('--reason <text>', 'why, so that the tenant understands')
    .option('--minutes <n>', 'for how long (default: 30)', parseCount(1, impersonationMinutesMax))
    .action(async (tenant: string, { reason, minutes, ...options }: BeginOptions) => {
      const begun = await asPerson(terminal, options, (client) => client.beginImpersonation({ tenant, reason, minutes }));
      printDone(terminal, options, begun, `You may act in ${tenant} until ${begun.until}: add --tenant ${tenant} (${begun.id}).`);
    });
  withBasics(impersonation.command('end <impersonation>').description('stop, by its id')).action(async (id: string, options: Basics) => {
    const ended = await asPerson(terminal, options, (client) => client.endImpersonation(id));
    printDone(terminal, options, ended, `You act in ${ended.tenant} no more.`);
  });
}
