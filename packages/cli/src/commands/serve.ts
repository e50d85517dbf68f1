import { fileURLToPath } from 'node:url'
import { UnderstudyError } from '@understudy/sdk'
import type { Command } from 'commander'
import { runCommand } from './command.ts'
import { usage } from './generate/options.ts'

interface ServeFlags {
  readonly port: string
  readonly host: string
}

const examples = `
Examples:
  $ understudy serve
  $ understudy serve --port 8080 --host 0.0.0.0`

export function addServe(program: Command, done: (exitCode: number) => void): void {
  program
    .command('serve')
    .description('serve the API and the dashboard, until Ctrl-C')
    .option('--port <port>', 'port to listen on; 0 takes a free one', '4600')
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .addHelpText('after', examples)
    .action(async (flags: ServeFlags) =>
      done(
        await runCommand(false, async ({ terminal, signal }) => {
          // The server is loaded by this command alone: the others start without it.
          const { startServer } = await import('@understudy/server')
          const settings = {
            port: portOf(flags.port),
            host: flags.host,
            dashboardDir: dashboardDir(),
          }
          const server = await startServer(settings)
          terminal.lines([`Understudy is at ${server.url}`, 'Ctrl-C stops it.'])
          if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
          await server.close()
          return undefined
        }),
      ),
    )
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 65_536
  if (port <= 65_535) return port
  throw usage(`${JSON.stringify(text)} is no port`, 'Give --port 0 to 65535.')
}

function dashboardDir(): string {
  try {
    return fileURLToPath(new URL('./dist/', import.meta.resolve('@understudy/dashboard/package.json')))
  } catch (thrown) {
    throw new UnderstudyError('INTERNAL', {
      operation: 'find the dashboard',
      message: 'the package @understudy/dashboard is not installed',
      hint: 'Install understudy again.',
      cause: thrown,
    })
  }
}
