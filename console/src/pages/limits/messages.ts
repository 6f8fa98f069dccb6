import { bans, limits } from '../../i18n/en/limits.ts';
import { type Language, useMessages, useSpeech } from '../../i18n/language.tsx';
import { bans as zhBans, limits as zhLimits } from '../../i18n/zh-cn/limits.ts';

const texts = { en: { bans, limits }, 'zh-CN': { bans: zhBans, limits: zhLimits } } as const satisfies Record<Language, object>;

/** All texts, with those that only these pages need: they are no part of what every page loads. */
export function useLimitMessages() {
  const { language } = useSpeech();
  return { ...useMessages(), ...texts[language] };
}
