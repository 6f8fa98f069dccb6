/**
 * Where in the request the fault lies: `field` as a path (`properties.0.id`), `expected` in words, and `at` where the field is an
 * expression such as `filter`: how far from its start, in JavaScript's string units.
 */
export interface ErrorPlace {
  readonly field: string;
  readonly expected: string;
  readonly at?: number | undefined;
}

interface Problem {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly places?: unknown;
  readonly quota?: unknown;
}

/** What the API answered instead of a result. `code` is stable; `NETWORK` (status 0) means that no answer came at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly places: readonly ErrorPlace[];
  /** How long the server asked to wait before trying again, when it did. */
  readonly retryAfterMs: number | undefined;
  /** The name of the quota that is used up, of `QUOTA_EXCEEDED`. */
  readonly quota: string | undefined;

  constructor(
    about: {
      status: number;
      code: string;
      title: string;
      detail: string;
      places?: readonly ErrorPlace[];
      retryAfterMs?: number | undefined;
      quota?: string | undefined;
    },
    options?: { cause: unknown },
  ) {
    super(about.detail === '' ? about.title : about.detail, options);
    this.name = 'ApiError';
    this.status = about.status;
    this.code = about.code;
    this.title = about.title;
    this.detail = about.detail;
    this.places = about.places ?? [];
    this.retryAfterMs = about.retryAfterMs;
    this.quota = about.quota;
  }
}

/** Reads a failed response: problem+json when it is, else the status alone (a proxy's page is not shown to people). */
export async function errorOf(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  return new ApiError({
    status: response.status,
    code: text(problem.code) ?? `HTTP_${response.status}`,
    title: text(problem.title) ?? (response.statusText === '' ? `The server answered ${response.status}` : response.statusText),
    detail: text(problem.detail) ?? '',
    places: Array.isArray(problem.places) ? problem.places.filter(isPlace) : [],
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    quota: text(problem.quota),
  });
}

async function readProblem(response: Response): Promise<Problem> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) {
    await response.body?.cancel();
    return {};
  }
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isPlace(value: unknown): value is ErrorPlace {
  return typeof value === 'object' && value !== null && 'field' in value && 'expected' in value;
}

function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
