export { wire } from './production/wire.ts'
