/** An error that the caller may see: its status, and a detail that says nothing of the inside. */
export class HttpError extends Error {
  override name = 'HttpError';
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    extras: { errors?: readonly FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }
}

/** One wrong field: a JSON pointer into the body (RFC 6901), or a query parameter's name. */
export type FieldError = ({ pointer: string } | { parameter: string }) & { detail: string };

export const notFound = (detail: string) => new HttpError(404, detail);

export const conflict = (detail: string) => new HttpError(409, detail);

export const unprocessable = (errors: readonly FieldError[]) => new HttpError(422, 'Validation failed', { errors });
