import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { acceptSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { toast } from '../../ui/toast.ts';
import { noProof, ProofFields } from './proof-fields.tsx';

/** Back to the password alone. */
export function TurnOffDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages().account;
  const cache = useQueryClient();
  const [proof, setProof] = useState(noProof);
  const close = () => {
    remove.reset();
    setProof(noProof);
    onClose();
  };
  const remove = useMutation({
    mutationFn: () => client.removeSecondFactor(proof),
    onSuccess: (session) => {
      acceptSession(session);
      void cache.invalidateQueries({ queryKey: ['account'] });
      toast(m.turnedOff);
      close();
    },
  });
  return (
    <Confirm
      opened={opened}
      title={m.turnOffTitle}
      action={m.turnOffAction}
      destructive
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={close}
    >
      <div className="form">
        <p className="confirm-text">{m.turnOffDetail}</p>
        <ProofFields proof={proof} onChange={setProof} />
      </div>
    </Confirm>
  );
}
