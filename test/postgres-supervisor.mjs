/**
 * Runs one Postgres for as long as standard input stays open, then stops it and removes its folder. The launcher holds
 * the other end of that pipe, so the server ends with it however it dies: return, Ctrl-C, SIGTERM or SIGKILL.
 *
 * node postgres-supervisor.mjs FOLDER '{"command","args","uid","gid"}'
 */
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [folder, plan] = process.argv.slice(2)
const { command, args, uid, gid } = JSON.parse(plan)
const log = openSync(join(folder, 'server.log'), 'a')
const server = spawn(command, args, { uid, gid, cwd: folder, stdio: ['ignore', log, log] })

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGINT'))
process.stdin.on('error', () => server.kill('SIGINT')).on('close', () => server.kill('SIGINT'))
process.stdin.resume()

server.on('error', () => process.exit(1))
server.on('exit', (code) => {
  // A server that fails to start leaves its folder, for the launcher to read the log.
  if (code === 0) rmSync(folder, { recursive: true, force: true })
  process.exit(code ?? 1)
})
