import { Notifications, notifications } from '@mantine/notifications';
import '@mantine/notifications/styles.css';
import type { ReactNode } from 'react';

const shownMax = 4;

export function ToastStack(): ReactNode {
  return <Notifications position="bottom-right" limit={shownMax} />;
}

export function show(message: string, autoClose: number): void {
  notifications.show({ message, autoClose, withBorder: true, withCloseButton: false, color: 'iris' });
}
