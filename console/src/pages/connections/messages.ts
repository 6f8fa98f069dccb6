import { connections } from '../../i18n/en/connections.ts';
import { type Language, useMessages, useSpeech } from '../../i18n/language.tsx';
import { connections as zhConnections } from '../../i18n/zh-cn/connections.ts';

const texts = { en: connections, 'zh-CN': zhConnections } as const satisfies Record<Language, object>;

/** All texts, with those that only these pages need. */
export function useConnectionMessages() {
  const { language } = useSpeech();
  return { ...useMessages(), connections: texts[language] };
}

/** What a reason or a diagnosis means; English is what the platform itself says. */
export function useReasonWords(): (key: string, text?: string, advice?: string) => { readonly text: string; readonly advice: string } {
  const { texts: words } = useConnectionMessages().connections;
  return (key, text = key, advice = '') => {
    const known = words[key] ?? words[key.split(/[ :.]/, 1)[0] as string];
    return { text: known?.[0] ?? text, advice: known?.[1] ?? advice };
  };
}
