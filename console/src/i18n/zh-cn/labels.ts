import type { Messages } from '../en/index.ts';

export const labels: Messages['labels'] = {
  title: '标签',
  edit: '编辑标签',
  hint: '自定义的键和值，例如 site = north。列表可按标签筛选，角色也可按标签授予。',
  key: '键',
  keyOf: (n) => `第 ${n} 个标签的键`,
  valueOf: (n) => `第 ${n} 个标签的值`,
  add: '添加标签',
  remove: (key) => `删除标签 ${key}`,
  filterBy: (label) => `带有 ${label} 的设备`,
  saved: '标签已保存',
  show: '显示标签',
  problems: { missing: '标签需要键', key: '字母、数字和下划线，以字母或下划线开头', twice: '此键已存在' },
};
