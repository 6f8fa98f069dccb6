export const labels = {
  title: 'Labels',
  edit: 'Edit labels',
  hint: 'Keys and values of your own, such as site = north. Lists filter by them, and roles can be given for them.',
  key: 'Key',
  keyOf: (n: number) => `Key of label ${n}`,
  valueOf: (n: number) => `Value of label ${n}`,
  add: 'Add label',
  remove: (key: string) => `Remove label ${key}`,
  filterBy: (label: string) => `Devices with ${label}`,
  saved: 'Labels saved',
  show: 'Show labels',
  problems: {
    missing: 'A label needs a key',
    key: 'Letters, digits and _, starting with a letter or _',
    twice: 'This key is there already',
  },
};
