import type { Messages } from '../en/index.ts';
import { access } from './access.ts';
import { account } from './account.ts';
import { accounts, shares } from './accounts.ts';
import { actions } from './actions.ts';
import { addDevice } from './add-device.ts';
import { apiKeys } from './api-keys.ts';
import { audit } from './audit.ts';
import { bulk } from './bulk.ts';
import { common } from './common.ts';
import { device } from './device.ts';
import { devices } from './devices.ts';
import { impersonation } from './impersonation.ts';
import { labels } from './labels.ts';
import { invitation, members } from './members.ts';
import { operator } from './operator.ts';
import { overview } from './overview.ts';
import { problem } from './problem.ts';
import { products } from './products.ts';
import { refusal } from './refusal.ts';
import { assignments, roles, scope } from './roles.ts';
import { settings } from './settings.ts';
import { shell } from './shell.ts';
import { signIn } from './sign-in.ts';
import { spaces } from './spaces.ts';
import { sso } from './sso.ts';
import { usage } from './usage.ts';

/** 简体中文. */
export const zhCn: Messages = {
  access,
  account,
  accounts,
  actions,
  addDevice,
  apiKeys,
  assignments,
  audit,
  bulk,
  common,
  device,
  devices,
  impersonation,
  invitation,
  labels,
  operator,
  members,
  overview,
  problem,
  products,
  refusal,
  settings,
  roles,
  scope,
  shares,
  shell,
  signIn,
  sso,
  usage,
  spaces,
};
