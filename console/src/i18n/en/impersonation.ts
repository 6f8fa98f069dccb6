export const impersonation = {
  title: 'You act in another tenant',
  actingIn: (tenant: string) => `You act in ${tenant} as operator`,
  left: (time: string) => `${time} left`,
  reason: (reason: string) => `Reason: ${reason}`,
  end: 'End now',
};
