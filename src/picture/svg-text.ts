import type { TreeNode } from './tree.js'
import { plain } from './words/plain.js'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

const escaped = (text: string): string =>
  plain(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')

const attribute = ([name, value]: readonly [string, string | number]): string =>
  ` ${name}="${escaped(String(value))}"`

/**
 * A drawing as text of SVG 1.1: without script, without anything that is loaded, every text
 * escaped and without characters that XML forbids or that nobody sees.
 */
export function svgText({ tag, attrs, kids }: TreeNode): string {
  const start = `<${tag}${Object.entries(attrs).map(attribute).join('')}`
  if (kids.length === 0) return `${start}/>`
  const inner = kids.map((kid) => (typeof kid === 'string' ? escaped(kid) : svgText(kid)))
  return `${start}>${inner.join('')}</${tag}>`
}
