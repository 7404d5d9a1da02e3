import type { Palette } from '../palette.js'
import { node, pixel, type TreeNode } from '../tree.js'
import { lines } from '../words/width.js'

/** How wide a page is that stands alone. */
export const pageWidth = 720

export const margin = 16

/** What is drawn one under the other. */
export interface Part {
  readonly height: number
  readonly at: (top: number) => readonly TreeNode[]
}

/** What all parts of a page have in common; `inner` is its width without margins. */
export interface Page {
  readonly palette: Palette
  readonly inner: number
}

export interface Style {
  readonly size: number
  readonly fill: string
  readonly weight?: number
}

/** Room that nothing is drawn in. */
export const room = (height: number): Part => ({ height, at: () => [] })

export const textNode = (
  label: string,
  x: number,
  y: number,
  { size, fill, weight }: Style,
): TreeNode =>
  node(
    'text',
    {
      x: pixel(x),
      y: pixel(y),
      'font-size': size,
      fill,
      ...(weight === undefined ? {} : { 'font-weight': weight }),
    },
    label,
  )

/** A paragraph in lines. */
export const paragraph = (text: string, style: Style, inner: number): Part => {
  const height = Math.ceil(style.size * 1.45)
  const all = lines(text, style.size, inner)
  return {
    height: all.length * height,
    at: (top) => all.map((line, i) => textNode(line, margin, top + style.size + i * height, style)),
  }
}

/** What stands in a line beside others. */
export interface Piece {
  readonly width: number
  readonly at: (x: number, y: number) => readonly TreeNode[]
}

/** Pieces beside each other, in as many lines as they need. */
export const flow = (pieces: readonly Piece[], lineHeight: number, inner: number): Part => {
  let [x, row] = [0, 0]
  const placed = pieces.map((piece) => {
    if (x > 0 && x + piece.width > inner) [x, row] = [0, row + 1]
    const place = { piece, x, row }
    x += piece.width + 20
    return place
  })
  return {
    height: pieces.length === 0 ? 0 : (row + 1) * lineHeight,
    at: (top) =>
      placed.flatMap(({ piece, x: left, row: line }) =>
        piece.at(margin + left, top + line * lineHeight),
      ),
  }
}

/** What is not shared, on a ground of its own. */
const withheldPart = (text: string, { palette, inner }: Page): Part => {
  const part = paragraph(text, { size: 13, fill: palette.withheld }, inner)
  return {
    height: part.height + 6,
    at: (top) => [
      node('rect', {
        x: margin - 6,
        y: pixel(top),
        width: inner + 12,
        height: part.height + 2,
        rx: 4,
        fill: palette.withheldPaper,
      }),
      ...part.at(top),
    ],
  }
}

/** What a page says in words: its title, and all that programs read aloud. */
export interface PageWords {
  readonly title: string
  readonly subtitle: string
  /** Sentences of what is drawn. */
  readonly drawn: readonly string[]
  readonly withheld: readonly string[]
  readonly notes: readonly string[]
}

const aloud = ({ subtitle, drawn, withheld, notes }: PageWords): string =>
  [subtitle, ...drawn, ...withheld, ...notes]
    .map((sentence) => sentence.replace(/\.$/, ''))
    .join('. ')

/**
 * A page that stands alone: its words, and between them what is drawn.
 * @param width pixels
 */
export function pageOf(
  words: PageWords,
  drawn: (page: Page) => readonly Part[],
  palette: Palette,
  width: number,
): TreeNode {
  const page = { palette, inner: width - 2 * margin }
  const { inner } = page
  let top = margin
  const parts = [
    paragraph(words.title, { size: 16, fill: palette.text, weight: 600 }, inner),
    paragraph(words.subtitle, { size: 13, fill: palette.muted }, inner),
    room(6),
    ...drawn(page),
    ...words.withheld.map((text) => withheldPart(text, page)),
    ...words.notes.map((text) => paragraph(text, { size: 12, fill: palette.muted }, inner)),
  ].map((part) => {
    const nodes = part.at(top)
    top += part.height
    return nodes
  })
  const height = Math.ceil(top + margin)
  return node(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
      style: 'font-variant-numeric: tabular-nums',
    },
    node('title', {}, words.title),
    node('desc', {}, aloud(words)),
    node('rect', { width, height, fill: palette.paper }),
    ...parts.flat(),
  )
}
