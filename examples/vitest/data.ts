import { readFileSync } from 'node:fs'
import { defineFactory, factories, kind } from '@understudy/sdk'
import { createTest } from '@understudy/sdk/vitest'

const schema = readFileSync(new URL('schema.sql', import.meta.url), 'utf8')

const products = defineFactory('products', {
  fields: { id: kind('uuid').unique(), name: kind('product-name'), stock: 5 },
  traits: { soldOut: { fields: { stock: 0 } } },
})

/** Every test begins with these tables, on a database of its own; UNDERSTUDY_DATABASE_URL may name a Postgres. */
export const test = createTest({
  database: {
    url: process.env.UNDERSTUDY_DATABASE_URL ?? 'sqlite::memory:',
    prepare: { key: schema, run: (database) => database.execute(schema) },
  },
  data: { shop: factories({ products }) },
})
