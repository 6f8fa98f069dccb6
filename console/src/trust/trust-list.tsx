import { Button, Menu, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Confirm } from '../ui/confirm.tsx';
import { Empty } from '../ui/empty.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { Panel } from '../ui/page.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.ts';
import { useTrustMessages } from './messages.ts';
import { RowMenu } from './row-menu.tsx';

/** Something that vouches for devices, and can be switched off. */
export interface Voucher {
  readonly id: string;
  readonly name: string;
  readonly disabled: boolean;
}

interface TrustListProps<T> {
  readonly lead: string;
  readonly add: string;
  readonly onAdd: () => void;
  readonly emptyTitle: string;
  readonly emptyDetail: string;
  /** Undefined while they are read. */
  readonly items: readonly T[] | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly voucher: (item: T) => Voucher;
  readonly head: readonly string[];
  readonly cells: (item: T) => readonly ReactNode[];
  /** Further entries of the menu of one. */
  readonly more?: (item: T) => ReactNode;
  readonly turn: (voucher: Voucher) => Promise<unknown>;
  readonly remove: (voucher: Voucher) => Promise<unknown>;
  readonly onChanged: () => void;
}

/** Those who vouch for devices, with what can be done about each. */
export function TrustList<T>(props: TrustListProps<T>): ReactNode {
  const { lead, add, onAdd, emptyTitle, emptyDetail, items, error, retry, voucher, head, cells, more, onChanged } = props;
  const m = useTrustMessages();
  const [doomed, setDoomed] = useState<Voucher>();
  const turn = useMutation({
    mutationFn: props.turn,
    onSuccess: (_done, { name, disabled }) => {
      onChanged();
      toast(disabled ? m.trust.enabledToast(name) : m.trust.disabledToast(name));
    },
  });
  const remove = useMutation({
    mutationFn: props.remove,
    onSuccess: (_done, { name }) => {
      onChanged();
      setDoomed(undefined);
      toast(m.trust.deleted(name));
    },
  });
  return (
    <>
      <div className="tab-head">
        <p className="card-text">{lead}</p>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd} data-testid="add-voucher">
          {add}
        </Button>
      </div>
      {error && <ProblemNotice error={error} retry={retry} />}
      {turn.error && <ProblemNotice error={turn.error} />}
      {!(error && !items) && (
        <Panel flush>
          {items === undefined && <SkeletonRows rows={3} />}
          {items?.length === 0 && <Empty title={emptyTitle} detail={emptyDetail} icon={<IconShieldCheck size={32} stroke={1.4} />} />}
          {items !== undefined && items.length > 0 && (
            <div className="table-scroll">
              <table className="table stack">
                <thead>
                  <tr>
                    {head.map((each) => (
                      <th key={each} scope="col">
                        {each}
                      </th>
                    ))}
                    <th scope="col" className="shrink">
                      <VisuallyHidden>{m.common.actions}</VisuallyHidden>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => {
                    const each = voucher(item);
                    return (
                      <tr key={each.id} data-testid={`voucher-${each.name}`}>
                        {cells(item).map((cell, at) => (
                          <td key={head[at]} data-label={at === 0 ? undefined : head[at]}>
                            {cell}
                          </td>
                        ))}
                        <td className="shrink">
                          <RowMenu label={m.trust.actionsOf(each.name)}>
                            {more?.(item)}
                            <Menu.Item onClick={() => turn.mutate(each)}>{each.disabled ? m.trust.enable : m.trust.disable}</Menu.Item>
                            <Menu.Item className="menu-critical" onClick={() => setDoomed(each)}>
                              {m.common.delete}…
                            </Menu.Item>
                          </RowMenu>
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          )}
        </Panel>
      )}
      <Confirm
        opened={doomed !== undefined}
        title={doomed ? m.trust.deleteAuthority(doomed.name) : ''}
        action={m.common.delete}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => doomed && remove.mutate(doomed)}
        onClose={() => {
          remove.reset();
          setDoomed(undefined);
        }}
      >
        {m.trust.deleteDetail}
      </Confirm>
    </>
  );
}
