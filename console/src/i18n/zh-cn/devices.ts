import type { Messages } from '../en/index.ts';

export const devices: Messages['devices'] = {
  title: '设备',
  add: '添加设备',
  search: '按名称或备注名搜索',
  anyProduct: '全部产品',
  anyState: '全部状态',
  total: (_n, text) => `共 ${text} 台设备`,
  range: (from, to, total) => `第 ${from}–${to} 台，共 ${total} 台`,
  emptyTitle: '还没有设备',
  emptyDetail: '凡是能通过 MQTT 或 HTTP 上报 JSON 的都可以是设备。添加一台，即可拿到可直接运行的命令。',
  noMatchTitle: '没有符合条件的设备',
  noMatchDetail: '当前搜索词与筛选条件的组合没有结果。',
  clear: '清除筛选',
  orCli: '或者在终端中：',
  presence: (name, state) => `${name} 现在${state}`,
};
