import { traces } from '../../i18n/en/traces.ts';
import { type Language, useMessages, useSpeech } from '../../i18n/language.tsx';
import { traces as zhTraces } from '../../i18n/zh-cn/traces.ts';

const texts = { en: traces, 'zh-CN': zhTraces } as const satisfies Record<Language, object>;

/** All texts, with those that only these pages need. */
export function useTraceMessages() {
  const { language } = useSpeech();
  return { ...useMessages(), traces: texts[language] };
}
