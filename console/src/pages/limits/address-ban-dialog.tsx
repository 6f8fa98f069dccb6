import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { endOfTerm } from '../../access/term-select.tsx';
import { client } from '../../api/client.ts';
import { addressBansQuery } from '../../api/limit-queries.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { banAddressRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { useLimitMessages } from './messages.ts';
import { ReasonAndTerm } from './reason-and-term.tsx';

/** Which address, why, and for how long. */
export function AddressBanDialog({ onClose }: { onClose: () => void }): ReactNode {
  const m = useLimitMessages();
  const cache = useQueryClient();
  const { person } = useSession();
  const [address, setAddress] = useState('');
  const [reason, setReason] = useState('');
  const [term, setTerm] = useState('never');
  const body = () => {
    const expiresAt = endOfTerm(term);
    return { address: address.trim(), reason: reason.trim(), ...(expiresAt === undefined ? {} : { expiresAt }) };
  };
  const create = useMutation({
    mutationFn: () => client.createAddressBan(body()),
    onSuccess: (ban) => {
      void cache.invalidateQueries({ queryKey: addressBansQuery.queryKey });
      toast(m.bans.created(ban.address));
      onClose();
    },
  });
  const place = problemOf(create.error)?.places.find(({ field }) => field === 'address');
  return (
    <Modal opened onClose={onClose} title={m.bans.addAddress} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <p className="confirm-text">{m.bans.detail}</p>
        <TextInput
          label={m.bans.address}
          description={m.bans.addressHint}
          classNames={{ input: 'mono' }}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          data-testid="ban-address"
          value={address}
          error={place?.expected}
          onChange={(event) => {
            create.reset();
            setAddress(event.currentTarget.value);
          }}
        />
        <ReasonAndTerm reason={reason} term={term} onReason={setReason} onTerm={setTerm} />
        {create.error && place === undefined && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <div className="form-end-start">
            <CopyAs recipe={() => banAddressRecipe(person.email, body())} />
          </div>
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button
            type="submit"
            className="button-critical"
            loading={create.isPending}
            disabled={address.trim() === '' || reason.trim() === ''}
            data-testid="create-address-ban"
          >
            {m.bans.addAddress}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
