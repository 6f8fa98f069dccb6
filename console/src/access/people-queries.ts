import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { everyItem } from '../api/every-item.ts';

const pageItems = 500;
export const membersPerPage = 50;

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: ['members', cursor],
    queryFn: () => client.listMembers({ limit: membersPerPage, cursor }),
    placeholderData: keepPreviousData,
  });

/** One member as they are now, kept as it came, as its ETag goes with the object. */
export const memberQuery = (person: string) =>
  queryOptions({ queryKey: ['members', 'one', person], structuralSharing: false, gcTime: 0, queryFn: () => client.getMember(person) });

/** One service account, likewise. */
export const serviceAccountQuery = (account: string) =>
  queryOptions({
    queryKey: ['service-accounts', account],
    structuralSharing: false,
    gcTime: 0,
    queryFn: () => client.getServiceAccount(account),
  });

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listInvitations({ limit: pageItems, cursor }, { signal })),
});

export const serviceAccountsQuery = queryOptions({
  queryKey: ['service-accounts'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listServiceAccounts({ limit: pageItems, cursor }, { signal })),
});

export const sharesQuery = queryOptions({
  queryKey: ['shares', 'given'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listShares({ limit: pageItems, cursor }, { signal })),
});

export const receivedSharesQuery = queryOptions({
  queryKey: ['shares', 'received'],
  queryFn: ({ signal }) => everyItem((cursor) => client.listReceivedShares({ limit: pageItems, cursor }, { signal })),
});
