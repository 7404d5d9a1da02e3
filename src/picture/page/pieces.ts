import type { Fact, LegendItem } from '../kinds/kind.js'
import type { Palette } from '../palette.js'
import { node, pixel, type TreeNode } from '../tree.js'
import { fitted, textWidth } from '../words/width.js'
import { textNode, type Page, type Piece, type Style } from './part.js'

/** A figure with what it means. */
export const factPiece = ({ figure, meaning }: Fact, { text, muted }: Palette): Piece => {
  const strong = textWidth(figure, 15) * 1.05
  return {
    width: strong + 6 + textWidth(meaning, 13),
    at: (x, y) => [
      node(
        'text',
        { x: pixel(x), y: pixel(y + 16), 'font-size': 13, fill: muted },
        node('tspan', { 'font-size': 15, 'font-weight': 600, fill: text }, figure),
        ` ${meaning}`,
      ),
    ],
  }
}

/** A mark with what it means, shortened to the width of the page. */
export const legendPiece = ({ label, mark }: LegendItem, { palette, inner }: Page): Piece => {
  const shown = fitted(label, 13, inner - 30)
  return {
    width: 22 + textWidth(shown, 13),
    at: (x, y) => [
      node('g', { transform: `translate(${pixel(x)} ${pixel(y + 4)})` }, ...mark(palette)),
      textNode(shown, x + 22, y + 15, { size: 13, fill: palette.muted }),
    ],
  }
}

/** One line of text. */
export const textPiece = (text: string, style: Style): Piece => ({
  width: textWidth(text, style.size) * 1.05,
  at: (x, y) => [textNode(text, x, y + 15, style)],
})

/** The same in a column of a width, so that others stand in line; text is shortened to it. */
export const columnPiece = (text: string, style: Style, width: number): Piece => ({
  width,
  at: (x, y) => [textNode(fitted(text, style.size * 1.05, width), x, y + 15, style)],
})

/** A drawing that is as high as a line. */
export const drawnPiece = ({
  width,
  nodes,
}: {
  readonly width: number
  readonly nodes: readonly TreeNode[]
}): Piece => ({
  width,
  at: (x, y) => [node('g', { transform: `translate(${pixel(x)} ${pixel(y)})` }, ...nodes)],
})
