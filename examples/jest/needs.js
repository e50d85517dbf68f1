import { readFileSync } from 'node:fs'
import { defineFactory, factories, kind } from '@understudy/sdk'
import { databaseTestkit } from '@understudy/sdk/testkit'

const schema = readFileSync(new URL('schema.sql', import.meta.url), 'utf8')

const products = defineFactory('products', {
  fields: { id: kind('uuid').unique(), name: kind('product-name'), stock: 5 },
  traits: { soldOut: { fields: { stock: 0 } } },
})

/** The tables that every test begins with. */
export const prepare = { key: schema, run: (database) => database.execute(schema) }

/** What a test may ask for. */
export const data = { shop: factories({ products }), kit: databaseTestkit() }
