type Row = Readonly<Record<string, unknown>>

/** What differs between a row and what it became, in the order of its columns, new ones last. */
export function changedColumns(
  before: Row,
  after: Row,
): readonly { readonly name: string; readonly from: unknown; readonly to: unknown }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({ name, from: before[name], to: after[name] }))
}
