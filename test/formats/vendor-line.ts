/** A line as a vendor documents it, and what a person reads in it. */
export interface VendorLine {
  readonly format: string;
  readonly line: string;
  readonly host: string | null;
  readonly message: string;
  readonly severity: number | null;
  readonly category: string;
  /** Named fields that must be there, and be these. */
  readonly fields?: { readonly [name: string]: unknown };
}

export type Row = readonly [
  format: string,
  line: string,
  /** What the message begins with, and all that follows; '^' for a beginning that is not part of it. */
  from: string,
  rest: Omit<VendorLine, 'format' | 'line' | 'message'>,
];
