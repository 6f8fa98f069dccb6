import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { noProof, ProofFields } from './proof-fields.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** New recovery codes in place of the old. */
export function RenewCodesDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [proof, setProof] = useState(noProof);
  const renew = useMutation({
    mutationFn: () => client.renewRecoveryCodes(proof),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['account'] }),
  });
  const close = () => {
    renew.reset();
    setProof(noProof);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={renew.data ? m.account.recoveryTitle : m.account.renewTitle}
      size="lg"
      closeOnClickOutside={renew.data === undefined}
      closeOnEscape={renew.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {renew.data ? (
        <RecoveryCodes codes={renew.data.recoveryCodes} onDone={close} />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            renew.mutate();
          }}
        >
          <p className="confirm-text">{m.account.renewDetail}</p>
          <ProofFields proof={proof} onChange={setProof} />
          {renew.error && <ProblemNotice error={renew.error} />}
          <div className="form-end">
            <Button variant="default" onClick={close}>
              {m.common.cancel}
            </Button>
            <Button type="submit" loading={renew.isPending} disabled={proof.password === '' || proof.code === ''}>
              {m.account.renewAction}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
