/** A picture of the page as a file of its own: in the colours that it has here, without what only a page knows. */
export function svgFile(
  picture: SVGSVGElement,
  { width, height }: { readonly width: number; readonly height: number },
): Blob {
  const copy = picture.cloneNode(true) as SVGSVGElement
  const originals = picture.querySelectorAll('*')
  for (const [i, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[i]
    for (const name of ['fill', 'stroke']) {
      if (original && element.hasAttribute(name))
        element.setAttribute(name, getComputedStyle(original).getPropertyValue(name))
    }
    for (const name of ['class', 'href', 'tabindex', 'aria-label']) element.removeAttribute(name)
  }
  const margin = 24
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  const box = { x: -margin, y: -margin, width: width + 2 * margin + 40, height: height + 2 * margin }
  for (const [name, value] of Object.entries(box)) paper.setAttribute(name, String(value))
  paper.setAttribute('fill', getComputedStyle(picture.parentElement ?? picture).backgroundColor)
  copy.prepend(paper)
  copy.querySelector('g')?.removeAttribute('transform')
  copy.removeAttribute('class')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('viewBox', Object.values(box).join(' '))
  copy.setAttribute('width', String(box.width))
  copy.setAttribute('height', String(box.height))
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' })
}
