import type { Messages } from '../en/index.ts';

export const bulk: Messages['bulk'] = {
  title: '已选设备',
  select: (device) => `选择 ${device}`,
  selectPage: '选择本页全部设备',
  selected: (_n, text) => `已选 ${text} 台设备`,
  most: '已达单次上限',
  clear: '取消选择',
  move: '移动',
  label: '设置标签',
  valueHint: '留空表示移除该标签。',
  titles: {
    move: (_n, text) => `移动 ${text} 台设备`,
    label: (_n, text) => `设置 ${text} 台设备的标签`,
    disable: (_n, text) => `停用 ${text} 台设备`,
    enable: (_n, text) => `启用 ${text} 台设备`,
    remove: (_n, text) => `删除 ${text} 台设备`,
  },
  details: {
    disable: '它们将立即断开，在重新启用之前无法再连接。',
    enable: '它们可以重新连接。',
    remove: '设备、其凭证及其在所有列表中的位置都将丢失，并立即断开连接。此操作不可撤销。如果只想暂时阻止接入，请改为停用。',
  },
  progress: (done, total) => `已完成 ${done} / ${total}`,
  failed: (_n, text) => `${text} 台设备未完成：`,
  done: (_n, text) => `已完成 ${text} 台设备`,
  stop: '到此停止',
};
