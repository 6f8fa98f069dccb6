import { ActionIcon, Button, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Operator } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { operatorsQuery } from '../../api/operator-queries.ts';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { AddOperatorDialog } from './add-operator-dialog.tsx';

const route = getRouteApi('/inside/operator/operators');

/** Who runs the platform. */
export function OperatorsPage(): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const navigate = route.useNavigate();
  const { add } = route.useSearch();
  const { person } = useSession();
  const { data, error, refetch } = useQuery(operatorsQuery);
  const [doomed, setDoomed] = useState<Operator>();
  const remove = useMutation({
    mutationFn: (operator: Operator) => client.removeOperator(operator.id),
    onSuccess: (_result, { name, email }) => {
      void cache.invalidateQueries({ queryKey: ['operator', 'operators'] });
      if (email === person.email) void cache.invalidateQueries({ queryKey: ['session'] });
      setDoomed(undefined);
      toast(m.operator.operatorRemoved(name));
    },
  });

  return (
    <Page
      title={m.shell.operators}
      lead={m.operator.operatorsLead}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void navigate({ search: { add: true } })}>
          {m.operator.addOperator}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush>
          {data === undefined && <SkeletonRows rows={3} />}
          {data !== undefined && (
            <div className="table-scroll">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{m.common.name}</th>
                    <th scope="col">{m.operator.email}</th>
                    <th scope="col" className="shrink">
                      <VisuallyHidden>{m.common.actions}</VisuallyHidden>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.map((operator) => (
                    <tr key={operator.id}>
                      <td className="device-name">
                        {operator.name}
                        {operator.email === person.email && <span className="dim"> ({m.operator.you})</span>}
                      </td>
                      <td>{operator.email}</td>
                      <td className="shrink">
                        <ActionIcon aria-label={m.operator.removeTitle(operator.name)} onClick={() => setDoomed(operator)}>
                          <IconTrash size={16} aria-hidden />
                        </ActionIcon>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Panel>
      )}
      <AddOperatorDialog opened={add === true} onClose={() => void navigate({ search: {}, replace: true })} />
      <Confirm
        opened={doomed !== undefined}
        title={m.operator.removeTitle(doomed?.name ?? '')}
        action={m.operator.remove}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => doomed && remove.mutate(doomed)}
        onClose={() => {
          remove.reset();
          setDoomed(undefined);
        }}
      >
        <p className="confirm-text">{m.operator.removeDetail}</p>
        {doomed?.email === person.email && <p className="confirm-text">{m.operator.removeSelf}</p>}
      </Confirm>
    </Page>
  );
}
