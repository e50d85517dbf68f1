import { join, resolve } from 'node:path'
import { stateFolder } from '../safety/state-folder.ts'

/** The folder that is named, else the environment's UNDERSTUDY_LEDGER, else the usual one. */
export function ledgerFolder(folder: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(folder ?? (env.UNDERSTUDY_LEDGER || usualLedgerFolder(env)))
}

/** Of this user on this machine, where systems keep the state of programs; it outlives a run and a reboot. */
export function usualLedgerFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(stateFolder(env, platform), 'ledger')
}
