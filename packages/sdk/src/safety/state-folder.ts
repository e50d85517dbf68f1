import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * Where this user's state is kept on this machine: the environments, the audit log, clones. UNDERSTUDY_STATE names
 * another folder than the system's usual one; either outlives a run and a reboot.
 */
export function stateFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.UNDERSTUDY_STATE) return resolve(env.UNDERSTUDY_STATE)
  const home = env.HOME || homedir()
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local'), 'understudy')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'understudy')
  return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'understudy')
}
