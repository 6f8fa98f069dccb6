export const problem = {
  unreachableTitle: 'The platform did not answer',
  unreachableDetail:
    'The console could not reach its server. Check that it is running and that this computer is on the network; we keep trying.',
  unknownTitle: 'Something failed',
  unknownDetail: 'The console met an error it does not know. Try again; if it stays, reload the page and look at the server’s log.',
  code: (code: string) => `Code ${code}`,
  pageTitle: 'This page failed',
  pageDetail: 'The rest of the console still works. Reload the page; if it fails again, the text below helps whoever runs the platform.',
  reload: 'Reload page',
  notFoundTitle: 'There is no such page',
  notFoundDetail: 'The address may be mistyped, or what it showed was deleted.',
  toOverview: 'Go to the overview',
  deviceMissing: (name: string) => `There is no device “${name}”`,
  deviceMissingDetail: 'It may have been deleted, or the name in the address is mistyped. Names are case-sensitive.',
  productMissing: (name: string) => `There is no product “${name}”`,
  allDevices: 'All devices',
  allProducts: 'All products',
};
