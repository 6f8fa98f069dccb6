import type { Messages } from '../en/index.ts';

export const impersonation: Messages['impersonation'] = {
  title: '您正在其他租户中操作',
  actingIn: (tenant) => `您正以运营者身份在 ${tenant} 中操作`,
  left: (time) => `剩余 ${time}`,
  reason: (reason) => `原因：${reason}`,
  end: '立即结束',
};
