/** Gives this process the variables and the folder of another, as if it had been started so. */
export function become({ folder, env }) {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(folder)
  process.exitCode = undefined
}
