import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { ProblemNotice } from './notice.tsx';

/** A failure of what a menu did, which has no place of its own on the page. */
export function ProblemDialog({ error, onClose }: { error: unknown; onClose: () => void }): ReactNode {
  const m = useMessages();
  const opened = error !== null && error !== undefined;
  return (
    <Modal opened={opened} onClose={onClose} title={m.problem.notDone} closeButtonProps={{ 'aria-label': m.common.close }}>
      {opened && <ProblemNotice error={error} />}
    </Modal>
  );
}
