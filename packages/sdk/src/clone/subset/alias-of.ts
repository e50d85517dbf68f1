/** So that a condition may name its table, as in orders.total. */
export function aliasOf(name: string): string {
  return `"${(name.split('.').at(-1) ?? name).replaceAll('"', '')}"`
}
