/** One more than a page was looked for: where it was found, the list goes on after the last of the page. */
export function pageOf<Row, Cursor>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (last: Row) => Cursor,
): { readonly page: readonly Row[]; readonly next: Cursor | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next: last !== undefined && rows.length > limit ? cursorOf(last) : null }
}
