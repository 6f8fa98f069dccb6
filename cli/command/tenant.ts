import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { changesOf, type LabelOptions, labelOf, withLabelChange } from '../changes.ts';
import { asPerson, signedIn } from '../connection.ts';
import { everythingThatFits, type Filtered, withFilter } from '../filter.ts';
import { printDone, printList, printOne } from '../output.ts';
import type { Terminal } from '../terminal.ts';

/** `tenant show | set` of one's own, `tenant list | create | look | invite-owner` for those who run the platform. */
export function addTenantCommands(program: Command, terminal: Terminal): void {
  const tenant = program.command('tenant').description('the tenant that you act in; all of them, for those who run the platform');
  withBasics(tenant.command('show').description('the tenant that you act in')).action(async (options: Basics) =>
    printOne(terminal, options, 'tenant', await (await signedIn(terminal, options)).getTenant()),
  );
  withLabelChange(withBasics(tenant.command('set').description('rename the tenant that you act in; its name never changes'))).action(
    async (options: Basics & LabelOptions) => {
      const { label } = changesOf({ label: labelOf(options) });
      const changed = await (await signedIn(terminal, options)).updateTenant({ label });
      printDone(terminal, options, changed, `Tenant ${changed.name} is shown as ${changed.label ?? changed.name}.`);
    },
  );
  withFilter(withListBasics(tenant.command('list').description('all tenants (operators)')))
    .option('--search <text>', 'whose name or label holds this')
    .action(async ({ search, filter, ...options }: Filtered & { search?: string }) => {
      const all = await asPerson(terminal, options, (client) =>
        everythingThatFits(filter, (asked) => client.listTenants({ ...asked, search })),
      );
      printList(terminal, options, all, ['tenant', 'label', 'members', 'devices', 'created'], (each) => [
        each.name,
        each.label,
        each.members,
        each.devices,
        each.createdAt,
      ]);
    });
  withBasics(tenant.command('look <of-tenant>').description('how much there is in a tenant (operators)')).action(
    async (name: string, options: Basics) =>
      printOne(terminal, options, 'tenant', await asPerson(terminal, options, (client) => client.getTenantAsOperator(name))),
  );
  withBasics(tenant.command('create <name>').description('make a tenant; prints its owner’s invitation, only now (operators)'))
    .requiredOption('--owner <email>', 'e-mail address of its first owner')
    .option('--label <text>', 'name shown to people')
    .action(async (name: string, { owner: ownerEmail, label, ...options }: Basics & { owner: string; label?: string }) => {
      const made = await asPerson(terminal, options, (client) => client.createTenant({ name, label, ownerEmail }));
      printDone(terminal, options, made, made.link);
    });
  withBasics(
    tenant.command('invite-owner <of-tenant> <email>').description('where all owners have gone; prints the link (operators)'),
  ).action(async (name: string, email: string, options: Basics) => {
    const made = await asPerson(terminal, options, (client) => client.inviteOwner(name, { email }));
    printDone(terminal, options, made, made.link);
  });
}
