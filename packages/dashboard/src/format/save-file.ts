/** Lets the browser save a file of that name. */
export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser has taken hold of the content once this turn is over.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
