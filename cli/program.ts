import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { addApplyCommand } from './command/apply.ts';
import { addAuditCommands } from './command/audit.ts';
import { addBanCommands } from './command/ban.ts';
import { addChangeCommands } from './command/change.ts';
import { addCompletionCommand } from './command/completion.ts';
import { addConnectionCommands } from './command/connection.ts';
import { addConnectionLimitCommands } from './command/connection-limit.ts';
import { addDemoCommands } from './command/demo.ts';
import { addDeviceCommands } from './command/device.ts';
import { addExportCommand } from './command/export.ts';
import { addHealthCommand } from './command/health.ts';
import { addHistoryCommand } from './command/history.ts';
import { addInvitationCommands } from './command/invitation.ts';
import { addKeyCommands } from './command/key.ts';
import { addLoginCommands } from './command/login.ts';
import { addMemberCommands } from './command/member.ts';
import { addOperatorCommands } from './command/operator.ts';
import { addPersonCommands } from './command/person.ts';
import { addProductCommands } from './command/product.ts';
import { addProfileCommands } from './command/profile.ts';
import { addQuotaCommands } from './command/quota.ts';
import { addReportCommands } from './command/reports.ts';
import { addRoleCommands } from './command/role.ts';
import { addServiceAccountCommands } from './command/service-account.ts';
import { addSessionCommands } from './command/session.ts';
import { addShareCommands } from './command/share.ts';
import { addSimulateCommand } from './command/simulate.ts';
import { addSpaceCommands } from './command/space.ts';
import { addSsoCommands } from './command/sso.ts';
import { addTenantCommands } from './command/tenant.ts';
import { addTlsCommands } from './command/tls.ts';
import { addTraceCommands } from './command/trace.ts';
import { addTrustCommands } from './command/trust.ts';
import { addUsageCommand } from './command/usage.ts';
import { addValuesCommand } from './command/values.ts';
import { addWhoamiCommands } from './command/whoami.ts';
import { exitCodeTexts } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Variables that the program reads. */
const variables = 'THALAMUS_URL, THALAMUS_API_KEY, THALAMUS_PROFILE, THALAMUS_TENANT';

/** All commands, ready to be run, completed or documented; `complain` hears what is wrong with the command line itself. */
export function createProgram(terminal: Terminal, complain: (text: string) => void = terminal.err): Command {
  const program = new Command('thalamus')
    .description('Drives a Thalamus platform from the command line.')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: complain })
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', `\nEnvironment: ${variables}\nExit codes:\n${exitCodeLines()}`);
  addLoginCommands(program, terminal);
  addPersonCommands(program, terminal);
  addSessionCommands(program, terminal);
  addProfileCommands(program, terminal);
  addWhoamiCommands(program, terminal);
  addTlsCommands(program, terminal);
  addHealthCommand(program, terminal);
  addProductCommands(program, terminal);
  addDeviceCommands(program, terminal);
  addChangeCommands(program, terminal);
  addSpaceCommands(program, terminal);
  addExportCommand(program, terminal);
  addApplyCommand(program, terminal);
  addValuesCommand(program, terminal);
  addHistoryCommand(program, terminal);
  addReportCommands(program, terminal);
  addTenantCommands(program, terminal);
  addSsoCommands(program, terminal);
  addTrustCommands(program, terminal);
  addMemberCommands(program, terminal);
  addInvitationCommands(program, terminal);
  addRoleCommands(program, terminal);
  addServiceAccountCommands(program, terminal);
  addKeyCommands(program, terminal);
  addShareCommands(program, terminal);
  addOperatorCommands(program, terminal);
  addDemoCommands(program, terminal);
  addAuditCommands(program, terminal);
  addUsageCommand(program, terminal);
  addQuotaCommands(program, terminal);
  addConnectionCommands(program, terminal);
  addTraceCommands(program, terminal);
  addBanCommands(program, terminal);
  addConnectionLimitCommands(program, terminal);
  addSimulateCommand(program, terminal);
  addCompletionCommand(program, terminal);
  return program;
}

function exitCodeLines(): string {
  return Object.entries(exitCodeTexts)
    .map(([code, text]) => `  ${code.padStart(3)}  ${text}`)
    .join('\n');
}

function version(): string {
  const file: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return file.version;
}
