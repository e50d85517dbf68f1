import { expect, test } from 'vitest'
import shop from '../../../../../examples/shop.json?raw'
import { designOf } from './design.ts'
import { cardinalityOf, ruleWords } from './rule-words.ts'

const design = designOf(JSON.parse(shop))

test('relations and constraints are said in a line', () => {
  expect(design.relations.slice(0, 2).map(ruleWords)).toEqual([
    'referral: customers.referred_by points at customers',
    'orders.customer_id points at customers',
  ])
  expect(design.constraints.map(ruleWords)).toEqual([
    'one_line_per_product: order_items (order_id, product_id) is unique',
    'one_review_each: reviews (customer_id, product_id) is unique',
    'customers.tier is one of bronze, silver, gold',
    'reviews.rating is from 1 to 5',
    'sold_above_cost: products: cost > 0 AND price >= cost',
    'grown_up: customers: birth_date < joined_on - 18 * 365',
    'life_of_a_product: products: introduced_on ≤ discontinued_on',
    'in_time: orders: ordered_at ≤ shipped_at ≤ delivered_at',
    "says_why: orders: where status = 'cancelled', cancel_reason IS NOT NULL",
    "no_reason_else: orders: where status <> 'cancelled', cancel_reason IS NULL",
  ])
})

test('a line says how many there are at both ends', () => {
  expect(design.relations.slice(0, 2).map(cardinalityOf)).toEqual([
    { parent: '0..1', child: '0..n' },
    { parent: '1', child: '0..n' },
  ])
})
