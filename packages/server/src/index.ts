export { type App, createApp } from './app.ts'
export type { ConfigInput } from './config.ts'
export type { ErrorBody } from './errors/error-body.ts'
export { type RunningServer, startServer } from './start-server.ts'
