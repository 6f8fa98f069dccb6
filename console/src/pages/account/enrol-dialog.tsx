import { Button, Modal, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Password, then the key as a QR code and a first code, then the recovery codes. Nothing has changed before the code was right. */
export function EnrolDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const enrol = useMutation({ mutationFn: () => client.enrolSecondFactor({ password }), onSuccess: () => setPassword('') });
  const activate = useMutation({
    mutationFn: (typed: string) => client.activateSecondFactor({ code: typed }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['account'] });
      toast(m.account.turnedOn);
    },
    onError: () => setCode(''),
  });
  const close = () => {
    enrol.reset();
    activate.reset();
    setPassword('');
    setCode('');
    onClose();
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={activate.data ? m.account.recoveryTitle : m.account.enrolTitle}
      size="lg"
      closeOnClickOutside={enrol.data === undefined}
      closeOnEscape={activate.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {activate.data ? (
        <RecoveryCodes codes={activate.data.recoveryCodes} onDone={close} />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (enrol.data === undefined) enrol.mutate();
            else activate.mutate(code);
          }}
        >
          {enrol.data === undefined ? (
            <>
              <p className="confirm-text">{m.account.enrolPassword}</p>
              <PasswordInput
                label={m.account.currentPassword}
                autoComplete="current-password"
                required
                withAsterisk={false}
                data-autofocus
                data-testid="enrol-password"
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
            </>
          ) : (
            <>
              <div className="enrol-key">
                <QrCode text={enrol.data.uri} label={m.account.qr} />
                <div className="form">
                  <p className="confirm-text">{m.account.scan}</p>
                  <div>
                    <p className="confirm-text">{m.account.typeInstead}</p>
                    <div className="enrol-secret">
                      <code className="mono" data-testid="enrol-secret">
                        {inFours(enrol.data.secret)}
                      </code>
                      <CopyButton text={enrol.data.secret} what={m.account.secret} />
                    </div>
                  </div>
                </div>
              </div>
              <CodeField
                autoFocus
                label={m.account.thenCode}
                description={`${m.account.codeHint}. ${m.account.endsOthers}`}
                value={code}
                testId="enrol-code"
                onChange={setCode}
              />
            </>
          )}
          {(activate.error ?? enrol.error) && <ProblemNotice error={activate.error ?? enrol.error} />}
          <div className="form-end">
            <Button variant="default" onClick={close}>
              {m.common.cancel}
            </Button>
            <Button
              type="submit"
              loading={enrol.isPending || activate.isPending}
              disabled={enrol.data === undefined ? password === '' : code === ''}
              data-testid="enrol-submit"
            >
              {enrol.data === undefined ? m.account.next : m.account.activate}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** Easier to type; authenticator apps don't mind the spaces. */
function inFours(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
