import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const VALUES = 300_000

/** Nanoseconds a value that each may take where an HMAC by node:crypto takes 2500, as it does on the machine of the goals. */
const goals: Readonly<Record<string, number>> = {
  email: 600,
  'first-name': 150,
  'last-name': 150,
  'full-name': 150,
  username: 500,
  phone: 500,
  'credit-card': 500,
  iban: 700,
  uuid: 500,
  'key-integer': 500,
  format: 500,
  'street-address': 400,
  street: 250,
  city: 250,
  state: 250,
  country: 250,
  company: 300,
  'job-title': 250,
  'building-number': 250,
  postcode: 250,
}
const HMAC = 2500

export async function masksBench({ rounds }: BenchContext): Promise<Ratio[]> {
  const runs: Record<string, unknown>[] = []
  for (let round = 0; round < rounds; round++) runs.push((await measure('understudy-masks', [VALUES])).said)
  return Object.entries(goals).map(([transform, goal]) => {
    const own = runs.map((said) => Number(said[transform]))
    const hmac = runs.map((said) => Number(said.hmac))
    return {
      what: `mask by ${transform}, against an HMAC of an e-mail address`,
      ratio: median(own.map((nanoseconds, i) => nanoseconds / hmac[i]!)),
      goal: goal / HMAC,
      atMost: true,
      detail: `${Math.round(median(own))} ns; HMAC ${Math.round(median(hmac))} ns`,
    }
  })
}
