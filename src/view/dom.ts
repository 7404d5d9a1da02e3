import type { TreeNode } from '../picture/tree.js'
import { plain } from '../picture/words/plain.js'

const svg = 'http://www.w3.org/2000/svg'

/**
 * The elements of a drawing; texts are texts, whatever they hold.
 * @param without attributes that the page's policy refuses, and its style sheet says
 */
export function elementOf(
  { tag, attrs, kids }: TreeNode,
  without: readonly string[] = [],
): SVGElement {
  const element = document.createElementNS(svg, tag)
  for (const [name, value] of Object.entries(attrs))
    if (!without.includes(name)) element.setAttribute(name, String(value))
  element.append(
    ...kids.map((kid) => (typeof kid === 'string' ? plain(kid) : elementOf(kid, without))),
  )
  return element
}

type Kid = Node | string

/** An element of the page with its attributes and what is in it; never markup. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attrs: Readonly<Record<string, string>> = {},
  ...kids: readonly Kid[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attrs)) element.setAttribute(name, value)
  element.append(...kids.map((kid) => (typeof kid === 'string' ? plain(kid) : kid)))
  return element
}

/** Text of somebody else, which does not turn the order of what is around it. */
export const foreign = (text: string): HTMLElement => el('bdi', {}, text)

/** A button with what it does. */
export function button(label: string, name: string, onClick: () => void): HTMLButtonElement {
  const element = el(
    'button',
    { type: 'button', ...(name === '' ? {} : { 'aria-label': name }) },
    label,
  )
  element.addEventListener('click', () => {
    if (element.getAttribute('aria-disabled') !== 'true') onClick()
  })
  return element
}
