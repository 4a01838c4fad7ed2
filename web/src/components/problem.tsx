interface ProblemProps {
  readonly message: string;
  readonly again?: () => void;
}

/** Says what went wrong, and lets one try again. */
export function Problem({ message, again }: ProblemProps) {
  return (
    <div class="problem" role="alert">
      <p>{message}</p>
      {again !== undefined && (
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
