import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Role } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { rolesQuery } from '../../access/role-queries.ts';
import { useRoleText } from '../../access/role-text.ts';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { nameFrom, slugPattern } from '../../spaces/space-tree.ts';
import { createRoleRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { useRoleDraft } from './role-draft.ts';
import { RoleMatrix } from './role-matrix.tsx';

const route = getRouteApi('/inside/roles/new');

/** A role of one's own, from nothing or from what another one allows. */
export function NewRolePage(): ReactNode {
  const m = useMessages();
  const { from } = route.useSearch();
  const { data, error, refetch } = useQuery(rolesQuery);
  if (data === undefined) {
    return <Page title={m.roles.add}>{error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows />}</Page>;
  }
  return <NewRole key={from} from={data.find(({ name }) => name === from)} />;
}

function NewRole({ from }: { from: Role | undefined }): ReactNode {
  const m = useMessages();
  const text = useRoleText();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { patterns, set } = useRoleDraft(from ?? { allow: [], deny: [] });
  const [label, setLabel] = useState(from === undefined ? '' : `${text(from.name)} 2`);
  const [typedName, setName] = useState(from === undefined ? undefined : m.roles.copyOf(from.name));
  const [checked, setChecked] = useState(false);
  const name = typedName ?? nameFrom(label);
  const body = { name, ...(label.trim() === '' ? {} : { label: label.trim() }), ...patterns };
  const create = useMutation({
    mutationFn: () => client.createRole(body),
    onSuccess: (role) => {
      void cache.invalidateQueries({ queryKey: ['roles'] });
      toast(m.roles.created(role.name));
      void navigate({ to: '/roles/$role', params: { role: role.name } });
    },
  });
  const place = problemOf(create.error)?.places.find(({ field }) => field === 'name');
  const nameProblem = checked && !slugPattern.test(name) ? m.spaces.nameProblem : place?.expected;
  const nothing = patterns.allow.length === 0;

  return (
    <Page title={m.roles.add} lead={m.roles.denyWins} actions={<CopyAs recipe={() => createRoleRecipe(body)} />}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (slugPattern.test(name) && !nothing) create.mutate();
        }}
      >
        <Panel>
          <div className="form">
            <TextInput
              label={`${m.roles.label} (${m.common.optional})`}
              value={label}
              maxLength={128}
              maw={440}
              autoComplete="off"
              data-testid="role-label"
              onChange={(event) => setLabel(event.currentTarget.value)}
            />
            <TextInput
              label={m.roles.name}
              description={m.roles.nameHint}
              placeholder="night-shift"
              classNames={{ input: 'mono' }}
              value={name}
              maxLength={64}
              maw={440}
              autoComplete="off"
              spellCheck={false}
              data-testid="role-name"
              error={nameProblem}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </div>
        </Panel>
        <Panel flush title={m.roles.matrix}>
          <RoleMatrix patterns={patterns} onSet={set} />
        </Panel>
        {create.error && place === undefined && <ProblemNotice error={create.error} />}
        <div className="role-save">
          <span className="menu-critical" role="status">
            {checked && nothing ? m.roles.nothingAllowed : ''}
          </span>
          <ButtonLink to="/roles" variant="default">
            {m.common.cancel}
          </ButtonLink>
          <Button type="submit" loading={create.isPending} data-testid="create-role">
            {m.roles.add}
          </Button>
        </div>
      </form>
    </Page>
  );
}
