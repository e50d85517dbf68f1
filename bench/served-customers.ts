import { customers } from './customers.ts'

/** Rows that a database without types of its own gives back as they went in: without decimals, so that answers can be compared. */
export const servedCustomers = {
  ...customers,
  entities: customers.entities.map((entity) => ({
    ...entity,
    fields: entity.fields.filter(({ name }) => name !== 'balance'),
  })),
}
export const servedColumns: readonly string[] = servedCustomers.entities.flatMap(({ fields }) =>
  fields.map(({ name }) => name),
)
