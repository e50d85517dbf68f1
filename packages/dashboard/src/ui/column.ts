/** A column of a table. What its cells show is for the table's `cell` to say. */
export interface Column<Id extends string = string> {
  readonly id: Id
  readonly label: string
  readonly align?: 'right'
  /** Its head is a button that sorts by it. */
  readonly sortable?: boolean
  /** How wide the table must be for it to be shown; what is left out is on the row's own page. */
  readonly from?: 'sm' | 'md' | 'lg'
  /** It takes what room there is, and shortens what does not fit. */
  readonly grows?: boolean
}

export const shownFrom = {
  sm: 'hidden @lg:table-cell',
  md: 'hidden @2xl:table-cell',
  lg: 'hidden @4xl:table-cell',
}
