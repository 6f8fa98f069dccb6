const devices = (n: number, text: string) => `${text} ${n === 1 ? 'device' : 'devices'}`;

export const bulk = {
  title: 'Chosen devices',
  select: (device: string) => `Choose ${device}`,
  selectPage: 'Choose all on this page',
  selected: (n: number, text: string) => `${devices(n, text)} chosen`,
  most: 'the most at once',
  clear: 'Choose none',
  move: 'Move',
  label: 'Set label',
  valueHint: 'Leave it empty to take the label away.',
  titles: {
    move: (n: number, text: string) => `Move ${devices(n, text)}`,
    label: (n: number, text: string) => `Set a label of ${devices(n, text)}`,
    disable: (n: number, text: string) => `Disable ${devices(n, text)}`,
    enable: (n: number, text: string) => `Enable ${devices(n, text)}`,
    remove: (n: number, text: string) => `Delete ${devices(n, text)}`,
  },
  details: {
    disable: 'They are disconnected now and can’t come back until they are enabled.',
    enable: 'They may connect again.',
    remove:
      'The devices, their credentials and their places in every list are lost, and they are disconnected now. This can’t be undone. To only keep them out for a while, disable them instead.',
  },
  progress: (done: string, total: string) => `${done} of ${total} done`,
  failed: (n: number, text: string) => `Not done for ${devices(n, text)}:`,
  done: (n: number, text: string) => `Done for ${devices(n, text)}`,
  stop: 'Stop here',
};
