/** Files stay the modules that they are. */
export default { transform: {} }
