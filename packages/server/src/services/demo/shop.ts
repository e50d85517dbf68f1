import schema from '../../../../../examples/shop.json' with { type: 'json' }
import rules from '../../../../../examples/shop-quality-rules.json' with { type: 'json' }

/** What the documentation is about, as a dataset. */
export const shop = { name: 'shop', description: 'The example of the documentation.', schema, rules }
