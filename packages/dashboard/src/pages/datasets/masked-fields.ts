import type { Answer } from '../../api.ts'

export type PersonalField = Answer<'get', '/teams/:team/datasets/:dataset'>['personal'][number]

/** Columns of an entity that are masked for whoever does not ask to see them; the server names them alike in any case. */
export function maskedOf(
  personal: readonly PersonalField[],
  { entity, columns }: { readonly entity: string; readonly columns: readonly { readonly name: string }[] },
): string[] {
  const hidden = personal.filter((one) => one.entity === entity && one.mark !== 'open')
  const names = new Set(hidden.map(({ field }) => field.toLowerCase()))
  return columns.map(({ name }) => name).filter((name) => names.has(name.toLowerCase()))
}
