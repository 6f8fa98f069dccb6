import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { ProblemNotice } from './notice.tsx';

interface ConfirmProps {
  readonly opened: boolean;
  readonly title: string;
  readonly action: string;
  /** What has to be typed first; for acts that can't be undone. */
  readonly typed?: string;
  readonly busy?: boolean;
  readonly error?: unknown;
  readonly destructive?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something is lost, saying what. */
export function Confirm(props: ConfirmProps): ReactNode {
  const m = useMessages().common;
  const [typed, setTyped] = useState('');
  const close = () => {
    setTyped('');
    props.onClose();
  };
  return (
    <Modal opened={props.opened} onClose={close} title={props.title} closeButtonProps={{ 'aria-label': m.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          props.onConfirm();
        }}
      >
        <div>{props.children}</div>
        {props.typed !== undefined && (
          <TextInput
            label={m.typeToConfirm(props.typed)}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        {props.error !== undefined && props.error !== null && <ProblemNotice error={props.error} />}
        <div className="form-end">
          <Button variant="default" onClick={close}>
            {m.cancel}
          </Button>
          <Button
            type="submit"
            className={props.destructive ? 'button-critical' : ''}
            loading={props.busy ?? false}
            disabled={props.typed !== undefined && typed !== props.typed}
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
