import type { Messages } from '../en/index.ts';

export const signIn: Messages['signIn'] = {
  title: '登录',
  lead: '设备与数据，尽在一处。',
  email: '邮箱',
  password: '密码',
  submit: '登录',
  hint: '首次启动？邮箱和一次性密码显示在启动平台的终端里。',
  setTitle: '设置您自己的密码',
  setLead: '一次性密码仅用于首次登录。请设置一个只有您知道的密码。',
  changeTitle: '修改密码',
  current: '当前密码',
  currentOneTime: '一次性密码',
  next: '新密码',
  again: '再次输入新密码',
  setSubmit: '设置密码',
  mismatch: '两次输入的密码不一致',
  changed: '密码已修改',
  strength: '强度',
  strengths: ['太短', '弱', '一般', '良好', '强'],
  strengthHint: '长度最重要：四个不相关的词胜过一个带符号的词。',
};
