import type { CompositeField } from '../../../column-type.ts'

/** Attributes as a type that is made again has them: those that stay in the order that they had, then the new ones. */
export function attributeOrder(fields: readonly CompositeField[], old: readonly CompositeField[]): CompositeField[] {
  const names = old.map(({ name }) => name)
  const place = ({ name }: CompositeField) => (names.includes(name) ? names.indexOf(name) : names.length)
  return [...fields].sort((one, other) => place(one) - place(other))
}
