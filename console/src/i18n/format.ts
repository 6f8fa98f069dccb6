export interface Format {
  readonly integer: (value: number) => string;
  /** How many there are on all pages of a list: 10,000+ where counting ended. */
  readonly total: (page: { readonly total: number | null; readonly totalIsLeast: boolean }) => string;
  /** A measured value: two digits after the point, up to four where it is small; a `fractional` one keeps them when it happens to be whole. */
  readonly value: (value: unknown, fractional?: boolean) => string;
  /** With exactly so many digits after the point: for the labels of an axis. */
  readonly fixed: (value: number, digits: number) => string;
  /** `3.4 GB`, in powers of ten. */
  readonly bytes: (bytes: number) => string;
  readonly dateTime: (ms: number) => string;
  /** With milliseconds: for messages, where order matters. */
  readonly exactTime: (ms: number) => string;
  readonly date: (ms: number) => string;
  readonly time: (ms: number) => string;
  readonly shortTime: (ms: number) => string;
  readonly monthDay: (ms: number) => string;
  /** "3s ago", "now": how long before `nowMs`; a clock that runs ahead counts as now. */
  readonly ago: (ms: number, nowMs: number) => string;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1000 },
] as const;

/** Everything that turns numbers and times into text, with its Intl objects made once per language. */
export function createFormat(language: string): Format {
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  const coarse = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const fixed: Intl.NumberFormat[] = [];
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  // The month as a word where digits would be read in two ways.
  const month = language.startsWith('zh') ? '2-digit' : 'short';
  const day = { year: 'numeric', month, day: '2-digit' } as const;
  const dateTime = new Intl.DateTimeFormat(language, { ...day, ...clock });
  const exact = new Intl.DateTimeFormat(language, { month, day: '2-digit', ...clock, fractionalSecondDigits: 3 });
  const date = new Intl.DateTimeFormat(language, day);
  const time = new Intl.DateTimeFormat(language, clock);
  const shortTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const monthDay = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' });
  const present = new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'auto' });
  const relative = new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'always' });

  return {
    integer: (value) => integer.format(value),
    total: ({ total, totalIsLeast }) => `${integer.format(total ?? 0)}${totalIsLeast ? '+' : ''}`,
    value: (value, fractional = false) => {
      if (typeof value === 'number') {
        if (Number.isInteger(value)) return (fractional ? coarse : fine).format(value);
        return Math.abs(value) >= 1 ? coarse.format(value) : fine.format(value);
      }
      if (value === null || value === undefined) return '–';
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    },
    fixed: (value, digits) => {
      fixed[digits] ??= new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
      return fixed[digits].format(value);
    },
    bytes: (bytes) => {
      const step = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3));
      return `${short.format(bytes / 1000 ** step)} ${byteUnits[step]}`;
    },
    dateTime: (ms) => dateTime.format(ms),
    exactTime: (ms) => exact.format(ms),
    date: (ms) => date.format(ms),
    time: (ms) => time.format(ms),
    shortTime: (ms) => shortTime.format(ms),
    monthDay: (ms) => monthDay.format(ms),
    ago: (ms, nowMs) => {
      const past = Math.max(0, nowMs - ms);
      const step = steps.find((each) => past >= each.ms);
      if (step === undefined) return present.format(0, 'second');
      return relative.format(-Math.floor(past / step.ms), step.unit);
    },
  };
}
