import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { createTenantRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { InvitationLink } from '../../ui/invitation-link.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

/** Name, label and owner, then the owner's link, shown once. */
export function CreateTenantDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const { person } = useSession();
  const [name, setName] = useState('');
  const [label, setLabel] = useState('');
  const [ownerEmail, setOwnerEmail] = useState('');
  const body = { name: name.trim(), ownerEmail: ownerEmail.trim(), ...(label.trim() === '' ? {} : { label: label.trim() }) };
  const create = useMutation({
    mutationFn: () => client.createTenant(body),
    onSuccess: (tenant) => {
      void cache.invalidateQueries({ queryKey: ['operator', 'tenants'] });
      toast(m.operator.createdToast(tenant.name));
    },
  });
  const places = problemOf(create.error)?.places ?? [];
  const placeOf = (field: string) => places.find((each) => each.field === field)?.expected;
  const shownAtFields = places.length > 0 && places.every(({ field }) => ['name', 'label', 'ownerEmail'].includes(field));
  const close = () => {
    create.reset();
    setName('');
    setLabel('');
    setOwnerEmail('');
    onClose();
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={create.data ? m.operator.createdTitle(create.data.name) : m.operator.add}
      size="lg"
      closeOnClickOutside={create.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {create.data ? (
        <InvitationLink
          email={body.ownerEmail}
          link={create.data.link}
          onDone={close}
          next={
            <ButtonLink variant="default" to="/operator/tenants/$tenant" params={{ tenant: create.data.name }}>
              {m.operator.toTenant}
            </ButtonLink>
          }
        />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextInput
            label={m.common.name}
            description={m.operator.nameHint}
            required
            withAsterisk={false}
            maxLength={64}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            data-testid="tenant-name"
            error={placeOf('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={`${m.common.label} (${m.common.optional})`}
            description={m.operator.labelHint}
            maxLength={128}
            autoComplete="off"
            error={placeOf('label')}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <TextInput
            label={m.operator.ownerEmail}
            description={m.operator.ownerEmailHint}
            type="email"
            required
            withAsterisk={false}
            maxLength={254}
            autoComplete="off"
            data-testid="tenant-owner"
            error={placeOf('ownerEmail')}
            value={ownerEmail}
            onChange={(event) => setOwnerEmail(event.currentTarget.value)}
          />
          {create.error && !shownAtFields && <ProblemNotice error={create.error} />}
          <div className="form-end">
            <div className="form-end-start">
              <CopyAs recipe={() => createTenantRecipe(person.email, body)} />
            </div>
            <Button variant="default" onClick={close}>
              {m.common.cancel}
            </Button>
            <Button
              type="submit"
              loading={create.isPending}
              disabled={body.name === '' || body.ownerEmail === ''}
              data-testid="tenant-create"
            >
              {m.operator.add}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
