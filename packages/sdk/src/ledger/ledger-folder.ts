import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The folder that is named, else the environment's UNDERSTUDY_LEDGER, else the usual one. */
export function ledgerFolder(folder: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  return resolve(folder ?? (env.UNDERSTUDY_LEDGER || usualLedgerFolder(env)))
}

/** Of this user on this machine, where systems keep the state of programs; it outlives a run and a reboot. */
export function usualLedgerFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env.HOME || homedir()
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'understudy', 'ledger')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'understudy', 'ledger')
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'understudy', 'ledger')
}
