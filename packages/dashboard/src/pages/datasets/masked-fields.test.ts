import { expect, test } from 'vitest'
import { maskedOf, type PersonalField } from './masked-fields.ts'

const said = { holds: null, by: 'system', at: '2026-01-02T03:04:05.000Z' }
const marks: PersonalField[] = [
  { entity: 'users', field: 'EMAIL', mark: 'suggested', ...said },
  { entity: 'users', field: 'plan', mark: 'open', ...said },
  { entity: 'orders', field: 'id', mark: 'personal', ...said },
]

test('what is not open is masked, in the entity that it is of and in any case', () => {
  const columns = ['id', 'email', 'plan'].map((name) => ({ name }))
  expect(maskedOf(marks, { entity: 'users', columns })).toEqual(['email'])
  expect(maskedOf(marks, { entity: 'orders', columns })).toEqual(['id'])
})
