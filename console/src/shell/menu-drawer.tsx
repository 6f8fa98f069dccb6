import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { Navigation } from './navigation.tsx';

/** The navigation where there is no room for it beside the page. */
export function MenuDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages().common;
  return (
    <Drawer opened={opened} onClose={onClose} title="Thalamus" size={260} closeButtonProps={{ 'aria-label': m.close }}>
      <Navigation onNavigate={onClose} />
    </Drawer>
  );
}
