import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreateBanBody } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { DevicePicker } from '../../access/device-picker.tsx';
import { endOfTerm } from '../../access/term-select.tsx';
import { client } from '../../api/client.ts';
import { bansQuery } from '../../api/limit-queries.ts';
import { createBanRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';
import { useLimitMessages } from './messages.ts';
import { ReasonAndTerm } from './reason-and-term.tsx';

const kinds = ['device', 'application', 'client'] as const;

/** Whom, why, and for how long. */
export function BanDialog({ onClose, ...of }: { device?: string; application?: string; onClose: () => void }): ReactNode {
  const m = useLimitMessages();
  const cache = useQueryClient();
  const [kind, setKind] = useState<(typeof kinds)[number]>(of.application === undefined ? 'device' : 'application');
  const [device, setDevice] = useState(of.device);
  const [application, setApplication] = useState(of.application ?? '');
  const [clientId, setClientId] = useState('');
  const [reason, setReason] = useState('');
  const [term, setTerm] = useState('never');
  const target = {
    ...(kind === 'device' && device !== undefined ? { device } : {}),
    ...(kind === 'application' && application.trim() !== '' ? { application: application.trim() } : {}),
  };
  const named = kind === 'client' ? clientId !== '' : Object.keys(target).length > 0;
  const body = (): CreateBanBody => {
    const expiresAt = endOfTerm(term);
    return {
      ...target,
      ...(clientId === '' ? {} : { clientId }),
      reason: reason.trim(),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  };
  const create = useMutation({
    mutationFn: () => client.createBan(body()),
    onSuccess: (ban) => {
      void cache.invalidateQueries({ queryKey: bansQuery.queryKey });
      toast(m.bans.created(ban.device ?? ban.application ?? ban.clientId ?? ''));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={m.bans.add} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <p className="confirm-text">{m.bans.detail}</p>
        <NativeSelect
          label={m.bans.kind}
          data={kinds.map((each) => ({ value: each, label: m.bans.kinds[each] }))}
          value={kind}
          data-autofocus
          data-testid="ban-kind"
          onChange={(event) => setKind(kinds.find((each) => each === event.currentTarget.value) ?? 'device')}
        />
        {kind === 'device' && <DevicePicker label={m.bans.device} value={device} onChange={setDevice} />}
        {kind === 'application' && (
          <TextInput
            label={m.bans.application}
            description={m.bans.applicationHint}
            maxLength={256}
            autoComplete="off"
            spellCheck={false}
            value={application}
            onChange={(event) => setApplication(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={kind === 'client' ? m.bans.clientId : `${m.bans.onlyClient} (${m.common.optional})`}
          description={kind === 'client' ? m.bans.clientIdHint : undefined}
          classNames={{ input: 'mono' }}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          value={clientId}
          data-testid="ban-client"
          onChange={(event) => setClientId(event.currentTarget.value)}
        />
        <ReasonAndTerm reason={reason} term={term} onReason={setReason} onTerm={setTerm} />
        {create.error && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <div className="form-end-start">
            <CopyAs recipe={() => createBanRecipe(body())} />
          </div>
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button
            type="submit"
            className="button-critical"
            loading={create.isPending}
            disabled={!named || reason.trim() === ''}
            data-testid="create-ban"
          >
            {m.bans.add}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
