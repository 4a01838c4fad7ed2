import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly numeric?: boolean;
  /** Takes the room that others leave. */
  readonly wide?: boolean;
  /** A card does not name it: it speaks for itself. */
  readonly unnamed?: boolean;
  /** Left out where there is little room. */
  readonly minor?: boolean;
  readonly sortable?: boolean;
}

/** `-count`: by count, the most first. */
export type SortBy = string;

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly sort?: SortBy;
  readonly onSort?: (sort: SortBy) => void;
  readonly rowClass?: (row: Row) => string;
}

/** A table; on a narrow screen each row is a card, with the names of the columns beside what stands in them. */
export function Table<Row>({ caption, columns, rows, keyOf, sort, onSort, rowClass }: TableProps<Row>) {
  return (
    <div class="table-box">
      <table class="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={classOf(column)}
                {...(column.sortable === true ? { 'aria-sort': sortedHow(column.key, sort) } : {})}
              >
                {column.sortable === true && onSort !== undefined ? (
                  <button type="button" class="table-sort" onClick={() => onSort(nextSort(column, sort))}>
                    {column.title}
                    <span class="table-arrow" aria-hidden="true">
                      {arrowOf(column.key, sort)}
                    </span>
                  </button>
                ) : (
                  column.title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={rowClass?.(row) ?? ''}>
              {columns.map((column) => (
                <td key={column.key} class={classOf(column)} data-label={column.title}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf({ numeric, wide, minor, unnamed }: Omit<Column<never>, 'cell' | 'key' | 'title'>): string {
  const names = { numeric, wide, minor, unnamed };
  return Object.entries(names)
    .flatMap(([name, on]) => (on === true ? [name] : []))
    .join(' ');
}

/** Numbers begin with the most, words with A. */
function nextSort(
  { key, numeric }: Pick<Column<never>, 'key' | 'numeric'>,
  sort: SortBy | undefined,
): SortBy {
  if (sort === key) return `-${key}`;
  if (sort === `-${key}`) return key;
  return numeric === true ? `-${key}` : key;
}

function sortedHow(key: string, sort: SortBy | undefined): 'ascending' | 'descending' | 'none' {
  return sort === key ? 'ascending' : sort === `-${key}` ? 'descending' : 'none';
}

function arrowOf(key: string, sort: SortBy | undefined): string {
  return sort === key ? '▲' : sort === `-${key}` ? '▼' : '';
}
