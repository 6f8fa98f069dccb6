import { Modal } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useMay } from '../access/may.ts';
import { useMessages } from '../i18n/language.tsx';
import { usePages } from './pages.ts';

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const pages = usePages();
  const may = useMay();
  const rows = [
    { text: m.shell.shortcutSearch, keys: ['Ctrl/⌘', 'K'] },
    ...pages.map((page) => ({ text: m.shell.shortcutGo(m.shell[page.name]), keys: ['g', page.key] })),
    ...(may('device.write') ? [{ text: m.shell.shortcutNew, keys: ['n'] }] : []),
    { text: m.shell.shortcutHelp, keys: ['?'] },
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={m.shell.shortcuts} closeButtonProps={{ 'aria-label': m.common.close }}>
      <dl className="keys">
        {rows.map((row) => (
          <Fragment key={row.text}>
            <dt>{row.text}</dt>
            <dd>
              {row.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  );
}
