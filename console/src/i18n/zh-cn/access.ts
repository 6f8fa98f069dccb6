import type { Messages } from '../en/index.ts';

export const access: Messages['access'] = {
  missingTitle: '您没有权限执行此操作',
  missingPageTitle: '您没有权限查看此页面',
  missingNeeds: (action, text) => `需要权限 ${action}：${text}。`,
  missingOn: (thing) => `您对 ${thing} 没有此权限。`,
  missingOperator: '仅限平台运营者。',
  givers: (names) => `请联系 ${names} 授予。`,
  giversUnknown: '请联系租户所有者授予。',
  or: ' 或 ',
  switchTenant: '切换租户',
  via: { member: '成员', share: '共享给您', impersonation: '以运营者身份' },
  until: (time) => `至 ${time}`,
  notYoursTitle: (tenant) => `您无法进入租户“${tenant}”`,
  notYoursDetail: '它不属于您，或您的访问权限已结束。',
  toOwnTenant: (tenant) => `前往 ${tenant}`,
  noTenantTitle: '您还不属于任何租户',
  noTenantDetail: '请联系租户管理员发送邀请，打开邀请链接即可加入。',
};
