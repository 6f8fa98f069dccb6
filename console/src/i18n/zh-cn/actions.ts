import type { Messages } from '../en/index.ts';

export const actions: Messages['actions'] = {
  'product.read': '查看产品及其物模型',
  'product.write': '创建和修改产品',
  'device.read': '查看设备及其状态',
  'device.write': '添加、修改、移动和删除设备',
  'device.credential': '更换设备密钥',
  'data.query': '读取设备数据',
  'space.read': '查看空间',
  'space.write': '创建、修改、移动和删除空间',
  'access.read': '查看成员、角色、邀请、服务账号和共享',
  'access.member': '邀请和移除成员，并为其分配角色',
  'access.role': '创建和修改角色',
  'access.key': '创建和删除 API 密钥与服务账号',
  'access.share': '将空间和设备共享给其他租户',
  'access.sso': '配置单点登录',
  'tenant.own': '任命和移除所有者',
  'tenant.write': '修改租户设置',
  'usage.read': '查看用量与配额',
  'audit.read': '查看审计日志',
  'demo.run': '运行演示设备群',
};
