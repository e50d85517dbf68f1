import type { DatabaseSuiteConfig } from '@understudy/sdk/testkit'

/** What the stock is asked, and how long it may take: budgets, in milliseconds, that are wide enough for any machine. */
export const inventory: DatabaseSuiteConfig['performance'] = {
  maxQueryTime: 1000,
  maxBulkOperationTime: 20_000,
  run: {
    runs: 5,
    bulk: { rows: 1000 },
    concurrent: { workers: 4, operations: 10 },
    queries: [
      {
        name: 'stock of an article',
        text: 'select quantity from inventory where sku = :sku',
        parameters: { sku: 'desk' },
      },
      {
        name: 'what is left to sell',
        text: `select i.sku, i.quantity - coalesce(sum(a.quantity), 0) as "left"
          from inventory i left join allocations a on a.sku = i.sku group by i.sku, i.quantity`,
      },
    ],
  },
}
