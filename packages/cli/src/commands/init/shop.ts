import type { DataSchema } from '@understudy/sdk'
import example from '../../../../../examples/shop.json' with { type: 'json' }

/** The example of the documentation: customers, products, orders, order items, reviews. */
export const shop = asSchema(example)

/** A JSON import has wider types than the schema that it is; a test reads it as one. */
function asSchema(json: unknown): DataSchema {
  return json as DataSchema
}
