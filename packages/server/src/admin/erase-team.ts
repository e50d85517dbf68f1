import { eraseTeam as erase } from '../services/teams/erase-team.ts'
import type { Admin } from './open-admin.ts'

/** For ever; `confirmed` is its short name once more. Backups that were made before still hold it: see forgetTeam. */
export async function eraseTeam({ services, call }: Admin, named: string, confirmed: string) {
  return erase(services, call, named, confirmed)
}
