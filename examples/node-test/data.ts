import { createWithData } from '@understudy/sdk/node-test'
import { data, prepare } from './needs.ts'

/** A database of its own for every test that asks; UNDERSTUDY_DATABASE_URL may name a Postgres. */
export const withData = createWithData({
  database: { url: process.env.UNDERSTUDY_DATABASE_URL ?? 'sqlite::memory:', prepare },
  data,
})
