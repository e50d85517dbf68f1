import { useData } from '@understudy/sdk/cucumber'
import { data, prepare } from './needs.js'

/** A database of its own for every test that asks; UNDERSTUDY_DATABASE_URL may name a Postgres. */
useData({
  database: { url: process.env.UNDERSTUDY_DATABASE_URL ?? 'sqlite::memory:', prepare },
  data,
})
