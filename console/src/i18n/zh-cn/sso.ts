import type { Messages } from '../en/index.ts';

export const sso: Messages['sso'] = {
  or: '或',
  button: '通过组织登录',
  hint: '根据邮箱域名查找，也可在邮箱处输入租户名称。',
  who: '请先输入邮箱，或租户的名称。',
  failed: '通过组织登录未成功',
  denied: '未获准进入',
  required: '您的租户要求通过组织登录，不能使用密码。',
  reasons: {
    'not-set-up': '此邮箱或租户未设置组织登录。请检查输入，或使用密码登录。',
    expired: '用时过长，或是在另一个窗口开始的。请重新开始。',
    cancelled: '已在身份提供方取消。',
    provider: '身份提供方的应答未被接受。管理员可在审计日志中查看原因；若只是偶然发生，请重新开始。',
    unreachable: '无法连接身份提供方。请稍后重试，或告知管理员。',
    'no-email': '身份提供方没有提供您的邮箱。需由管理员允许其发送 email 范围。',
    'email-unverified': '身份提供方未声明您的邮箱已验证。管理员可在提供方处修正，或在此处信任其邮箱。',
    domain: '您的邮箱域名不在允许范围内。请联系该租户的管理员。',
    'not-invited': '您还不是成员。请让该租户的管理员邀请您。',
    removed: '您已被移出该租户。请让管理员重新邀请您。',
  },
  ownAccount: '此账号由您的组织管理',
  ownAccountDetail: '您是通过组织登录的：姓名、密码、双重验证和其他会话无法在此更改。',
};
