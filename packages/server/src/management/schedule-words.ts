/** As a request says it: schemas of requests take lists that may be written. */
export function scheduleWords<Said extends { readonly datasets?: readonly string[] | null | undefined }>({
  datasets,
  ...rest
}: Said) {
  return { ...rest, ...(datasets === undefined ? {} : { datasets: datasets && [...datasets] }) }
}
