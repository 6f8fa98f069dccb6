import type { Messages } from '../en/index.ts';

export const refusal: Messages['refusal'] = {
  reasons: {
    'not-json': '不是有效的 JSON',
    shape: '结构不符',
    'unknown-property': '未知属性',
    type: '类型不符',
    range: '超出范围',
    time: '时间不可用',
    'too-large': '过大',
    topic: '未知主题',
  },
  hints: {
    'not-json': '请发送 UTF-8 编码的 JSON。在 shell 中用单引号包住内容，以保留其中的双引号。',
    shape: '请发送属性值对象、{"ts":…,"values":{…}}，或由它们组成的数组。',
    'unknown-property': '在产品页面添加该属性，或将产品切换为开放模式以保留未知字段。',
    type: '按属性的类型发送：数值和 true/false 不加引号。',
    range: '先检查传感器及单位。如果数值正确，请在产品页面放宽最小值和最大值。枚举的取值不能修改：请添加一个包含新取值的属性。',
    time: '请以 1970 年以来的毫秒数（UTC）发送 ts，并检查设备时钟。',
    'too-large': '减少每条消息的点数，或缩短文本。',
    topic: '请发布到 up/properties。',
    other: '对照产品属性检查原始内容后重新发送。',
  },
  toProduct: '打开产品',
};
