/** Why a request is not answered as it wished; the text is for the person or script who asked, and says how to mend it. */
export class ApiProblem extends Error {
  readonly status: number;
  /** The part of the question that is meant: `query.from`. */
  readonly field: string | undefined;
  /** Headers that belong to it, such as Retry-After. */
  readonly headers: { readonly [name: string]: string };

  constructor(
    status: number,
    message: string,
    more: { readonly field?: string; readonly headers?: { readonly [name: string]: string } } = {},
  ) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.field = more.field;
    this.headers = more.headers ?? {};
  }
}

/** 404 for something that is not known, by its id. */
export function notKnown(what: string): ApiProblem {
  return new ApiProblem(404, `there is no such ${what}`);
}
