const programs: readonly (readonly [RegExp, string])[] = [
  [/^thalamus/i, 'Thalamus command line'],
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/^(node|undici)/i, 'Node.js program'],
];
// The order matters: Android says Linux too, and an iPhone "like Mac OS X".
const machines: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bHarmonyOS\b/, 'HarmonyOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** What a person calls where a session is open: `Firefox on Linux`. The text comes from whoever signed in, so it proves nothing. */
export function deviceOf(userAgent: string): string {
  const [program, machine] = [nameIn(programs, userAgent), nameIn(machines, userAgent)];
  if (program === undefined) return machine ?? 'Unknown program';
  return machine === undefined ? program : `${program} on ${machine}`;
}

function nameIn(names: typeof programs, userAgent: string): string | undefined {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1];
}
