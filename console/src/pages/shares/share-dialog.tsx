import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CreateShareBody } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { DevicePicker } from '../../access/device-picker.tsx';
import { RoleSelect } from '../../access/role-select.tsx';
import { endOfTerm, TermSelect } from '../../access/term-select.tsx';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { createShareRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

/** What, with which tenant, as what, and until when. */
export function ShareDialog({ onClose }: { onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [kind, setKind] = useState<'space' | 'device'>('space');
  const [space, setSpace] = useState<string>();
  const [device, setDevice] = useState<string>();
  const [toTenant, setToTenant] = useState('');
  const [role, setRole] = useState('viewer');
  const [term, setTerm] = useState('never');
  const [checked, setChecked] = useState(false);
  const thing = kind === 'space' ? space : device;
  const body = (): CreateShareBody => {
    const expiresAt = endOfTerm(term);
    return {
      toTenant: toTenant.trim(),
      thing: kind === 'space' ? { space: space ?? '' } : { device: device ?? '' },
      role,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
  };
  const create = useMutation({
    mutationFn: () => client.createShare(body()),
    onSuccess: (share) => {
      void cache.invalidateQueries({ queryKey: ['shares'] });
      toast(m.shares.created(thing ?? '', share.toTenant));
      onClose();
    },
  });
  const place = problemOf(create.error)?.places.find(({ field }) => field === 'toTenant');
  const missing = checked && thing === undefined ? m.shares.missing : undefined;
  return (
    <Modal opened onClose={onClose} title={m.shares.add} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (thing !== undefined && toTenant.trim() !== '') create.mutate();
        }}
      >
        <NativeSelect
          label={m.shares.what}
          data={(['space', 'device'] as const).map((each) => ({ value: each, label: m.shares.whats[each] }))}
          value={kind}
          data-autofocus
          onChange={(event) => setKind(event.currentTarget.value === 'device' ? 'device' : 'space')}
        />
        {kind === 'space' ? (
          <SpacePicker label={m.spaces.space} value={space} error={missing} testId="share-space" onChange={setSpace} />
        ) : (
          <DevicePicker label={m.common.device} value={device} error={missing} onChange={setDevice} />
        )}
        <TextInput
          label={m.shares.toTenant}
          description={m.shares.toTenantHint}
          placeholder="service-partner"
          classNames={{ input: 'mono' }}
          value={toTenant}
          maxLength={40}
          autoComplete="off"
          spellCheck={false}
          data-testid="share-tenant"
          error={place?.expected}
          onChange={(event) => setToTenant(event.currentTarget.value)}
        />
        <div>
          <RoleSelect label={m.shares.role} name={m.shares.role} value={role} onChange={setRole} />
          <p className="dim assignment-note">{m.shares.roleHint}</p>
        </div>
        <TermSelect label={m.shares.until} terms={m.shares.terms} value={term} onChange={setTerm} />
        {create.error && place === undefined && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <CopyAs recipe={() => createShareRecipe(body())} />
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={toTenant.trim() === ''} data-testid="create-share">
            {m.shares.add}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
