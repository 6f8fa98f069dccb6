import type { TenantQuotas } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { asPerson } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson, printTable } from '../output.ts';
import type { Terminal } from '../terminal.ts';
import { printUsage } from './usage.ts';

/** `quota show | set | usage`. */
export function addQuotaCommands(program: Command, terminal: Terminal): void {
  const quota = program.command('quota').description('the limits of a tenant, for those who run the platform');
  withBasics(quota.command('show <of-tenant>').description('the limits of a tenant')).action(async (tenant: string, options: Basics) =>
    print(terminal, options, await asPerson(terminal, options, (client) => client.getTenantQuotas(tenant))),
  );
  withBasics(quota.command('usage <of-tenant>').description('what a tenant uses of its limits')).action(
    async (tenant: string, options: Basics) =>
      printUsage(terminal, options, await asPerson(terminal, options, (client) => client.getTenantUsage(tenant))),
  );
  withBasics(
    quota
      .command('set <of-tenant> <quota=limit...>')
      .description('set limits: a number, `none` for no limit, `default` for the platform’s; others stay'),
  ).action(async (tenant: string, settings: readonly string[], options: Basics) => {
    const changes = settings.map(parseSetting);
    const quotas = await asPerson(terminal, options, async (client) => {
      const { own } = await client.getTenantQuotas(tenant);
      return client.setTenantQuotas(tenant, { ...own, ...Object.fromEntries(changes) });
    });
    print(terminal, options, quotas);
  });
}

/** `devices=500` → the name and the limit: null for none, undefined for the default. */
function parseSetting(text: string): readonly [string, number | null | undefined] {
  const [, name, value] = /^([A-Za-z]+)=(\d+|none|default)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new CliFailure(exitCodes.usage, `${JSON.stringify(text)} is no limit; expected devices=500, devices=none or devices=default`);
  }
  return [name, value === 'none' ? null : value === 'default' ? undefined : Number(value)];
}

function print(terminal: Terminal, { json }: Basics, quotas: TenantQuotas): void {
  if (json) {
    printJson(terminal, quotas);
    return;
  }
  const rows = Object.entries(quotas.inForce).map(([name, limit]) => [name, limit ?? 'none', name in quotas.own ? 'own' : 'default']);
  printTable(terminal, ['quota', 'limit', 'of'], rows);
}
