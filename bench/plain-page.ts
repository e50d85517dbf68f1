/// <reference lib="dom" />

export interface PlainList {
  /** Where pages of the list are, but for their cursors, and under which name the items stand in each. */
  readonly path: string
  readonly of: string
  /** What is asked for first, as there is no page of it without. */
  readonly before: readonly string[]
  /** So many items at the most. */
  readonly most: number
  readonly columns: readonly string[]
}

/**
 * What a dashboard is held against, in a page of the same server: all that a list has in one table, by nothing but what a
 * browser brings along, with a field that hides what is not called so.
 */
export async function drawPlainly({ path, of, before, most, columns }: PlainList): Promise<number> {
  for (const asked of before) await (await fetch(asked)).json()
  const rows: unknown[][] = []
  let cursor = ''
  do {
    const answer = await (await fetch(`${path}${cursor}`)).json()
    rows.push(...answer[of].map((item: unknown) => columns.map((column) => at(item, column.split('.')))))
    cursor = answer.next === null ? '' : `&cursor=${encodeURIComponent(answer.next)}`
  } while (cursor !== '' && rows.length < most)
  const body = document.createElement('tbody')
  for (const row of rows) {
    const line = body.insertRow()
    line.dataset['rowLink'] = ''
    line.style.height = '40px'
    for (const value of row) line.insertCell().textContent = String(value)
  }
  const table = document.createElement('table')
  table.append(body)
  const search = document.createElement('input')
  search.type = 'search'
  search.oninput = () => {
    for (const line of body.rows) line.hidden = !line.textContent.includes(search.value)
  }
  const box = document.createElement('main')
  box.dataset['scroll'] = ''
  box.style.cssText = 'height: 100vh; overflow: auto'
  box.append(search, table)
  document.body.replaceChildren(box)
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  return performance.now()

  function at(item: unknown, path: readonly string[]): unknown {
    return path.reduce((found, name) => (found as Record<string, unknown> | null)?.[name], item)
  }
}
