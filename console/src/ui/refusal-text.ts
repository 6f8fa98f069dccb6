import { useMessages } from '../i18n/language.tsx';

/** A refusal's reason in words; a reason newer than this console is shown as it came. */
export function useReasonText(): (reason: string) => string {
  const { reasons } = useMessages().refusal;
  return (reason) => (isKey(reasons, reason) ? reasons[reason] : reason);
}

/** What to do about a refusal. */
export function useReasonHint(): (reason: string) => string {
  const { hints } = useMessages().refusal;
  return (reason) => (isKey(hints, reason) ? hints[reason] : hints.other);
}

function isKey<T extends object>(table: T, key: string): key is string & keyof T {
  return Object.hasOwn(table, key);
}
