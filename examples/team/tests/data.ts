import { lease } from '@understudy/sdk'
import { createTest } from '@understudy/sdk/vitest'

interface Account {
  readonly id: string
  readonly email: string
}

/** Each test has ten accounts for itself. If others hold all of them, it waits. */
export const test = createTest({
  database: { url: 'sqlite::memory:' },
  data: { accounts: lease<Account>('accounts', { rows: 10, wait: 30 }) },
})
