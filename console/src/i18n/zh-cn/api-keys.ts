import type { Messages } from '../en/index.ts';

export const apiKeys: Messages['apiKeys'] = {
  title: 'API 密钥',
  lead: '供程序调用 API：脚本、命令行和您自己的应用。每个密钥拥有与您相同的权限。',
  add: '创建密钥',
  emptyTitle: '还没有 API 密钥',
  emptyDetail: '创建一个，然后试一试：',
  nameHint: '写明用途，删除时就知道会影响什么。',
  expires: '过期时间',
  neverExpires: '永不过期',
  expiresIn: { never: '永不过期', '30': '30 天后', '90': '90 天后', '365': '一年后' },
  expired: '已过期',
  lastUsed: '最近使用',
  prefix: '密钥',
  createdTitle: '密钥已创建',
  createdToast: (name) => `密钥 ${name} 已创建`,
  deleteTitle: (name) => `删除密钥 ${name}？`,
  deleteDetail: '使用它的所有程序将立即被拒绝。此操作不可撤销。',
  deleted: (name) => `密钥 ${name} 已删除`,
  tryIt: '试一试',
};
