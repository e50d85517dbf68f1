import type { KeyConstraint, Table } from '../../definition.ts'

export function primaryKeyOf({ constraints }: Table): KeyConstraint | undefined {
  return constraints.find((one): one is KeyConstraint => one.kind === 'primary key')
}
