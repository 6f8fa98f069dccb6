import { notifications } from '@mantine/notifications';

const toastMs = 4000;

/** Says that something worked. Failures are shown where they happened, not here. */
export function toast(message: string): void {
  notifications.show({ message, autoClose: toastMs, withBorder: true, withCloseButton: false, color: 'iris' });
}
