/** Permissions as they meet people everywhere: what is missing, which tenant one acts in and by what right. */
export const access = {
  missingTitle: 'You may not do this',
  missingPageTitle: 'You may not see this page',
  missingNeeds: (action: string, text: string) => `It needs the permission ${action}: ${text}.`,
  missingOn: (thing: string) => `It is missing on ${thing}.`,
  missingOperator: 'It is for those who run the platform.',
  givers: (names: string) => `Ask ${names} to give it to you.`,
  giversUnknown: 'Ask an owner of the tenant to give it to you.',
  or: ' or ',
  switchTenant: 'Switch tenant',
  via: { member: 'Member', share: 'Shared with you', impersonation: 'As operator' },
  until: (time: string) => `until ${time}`,
  notYoursTitle: (tenant: string) => `You can’t act in the tenant “${tenant}”`,
  notYoursDetail: 'It is not yours, or what gave you access to it has ended.',
  toOwnTenant: (tenant: string) => `Go to ${tenant}`,
  noTenantTitle: 'You belong to no tenant yet',
  noTenantDetail: 'Ask somebody who administers one for an invitation; its link lets you in.',
};
