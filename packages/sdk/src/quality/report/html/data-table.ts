import { type Content, html, type Markup } from './markup.ts'

export interface DataTable {
  readonly caption?: string | undefined
  readonly columns: readonly { readonly name: string; readonly numeric?: boolean | undefined }[]
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly Content[])[]
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function dataTable({ caption, columns, rows }: DataTable): Markup {
  const look = (column: number) => (columns[column]?.numeric ? 'number' : 'text')
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption ?? 'Table'}"><table>
${caption !== undefined && html`<caption>${caption}</caption>`}
<thead><tr>${columns.map(({ name }, i) => html`<th scope="col" class="${look(i)}">${name}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row" class="${look(i)}">${cell}</th>` : html`<td class="${look(i)}">${cell}</td>`))}</tr>\n`)}</tbody>
</table></div>`
}

/** What a chart shows, as a table that is opened by who wants it. */
export function asTable(table: DataTable): Markup {
  return html`<details><summary>As a table</summary>${dataTable(table)}</details>`
}
