import type { Messages } from '../en/index.ts';

export const problem: Messages['problem'] = {
  unreachableTitle: '平台没有响应',
  unreachableDetail: '控制台无法连接到服务器。请确认服务正在运行、本机网络正常；我们会持续重试。',
  unknownTitle: '操作失败',
  unknownDetail: '控制台遇到了未知错误。请重试；若仍然失败，请刷新页面并查看服务器日志。',
  notDone: '操作未完成',
  code: (code) => `错误码 ${code}`,
  pageTitle: '此页面出错了',
  pageDetail: '控制台的其他部分仍可使用。请刷新页面；如果再次出错，下面的文字有助于平台管理员定位问题。',
  reload: '刷新页面',
  notFoundTitle: '页面不存在',
  notFoundDetail: '地址可能有误，或者其中的内容已被删除。',
  toOverview: '返回概览',
  deviceMissing: (name) => `没有名为“${name}”的设备`,
  deviceMissingDetail: '它可能已被删除，或者地址中的名称有误。名称区分大小写。',
  productMissing: (name) => `没有名为“${name}”的产品`,
  allDevices: '全部设备',
  allProducts: '全部产品',
};
