/** Why a request is not taken: the answer, and the reason it is counted under. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;
  readonly headers: { readonly [name: string]: string };

  constructor(status: number, reason: string, message: string, headers: { [name: string]: string } = {}) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = headers;
  }
}
