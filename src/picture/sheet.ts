import type { Fact, LegendItem, Panel } from './kinds/kind.js'
import type { Palette } from './palette.js'
import { drawPanels, type DrawnPanel, type TrendPicture } from './trend-picture.js'
import { node, pixel, type TreeNode } from './tree.js'
import { fitted, lines, textWidth } from './words/width.js'

/** How wide a page is that stands alone. */
const pageWidth = 720

/** What is drawn one under the other. */
interface Part {
  readonly height: number
  readonly at: (top: number) => readonly TreeNode[]
}

const margin = 16
const chartHeight = 240

/** What all parts of a page have in common; `inner` is its width without margins. */
interface Page {
  readonly palette: Palette
  readonly inner: number
}

interface Style {
  readonly size: number
  readonly fill: string
  readonly weight?: number
}

const textNode = (label: string, x: number, y: number, { size, fill, weight }: Style): TreeNode =>
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
const paragraph = (text: string, style: Style, inner: number): Part => {
  const height = Math.ceil(style.size * 1.45)
  const all = lines(text, style.size, inner)
  return {
    height: all.length * height,
    at: (top) => all.map((line, i) => textNode(line, margin, top + style.size + i * height, style)),
  }
}

/** Pieces beside each other, in as many lines as they need. */
const flow = (
  pieces: readonly {
    readonly width: number
    readonly at: (x: number, y: number) => readonly TreeNode[]
  }[],
  lineHeight: number,
  inner: number,
): Part => {
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

const factPiece = ({ figure, meaning }: Fact, { text, muted }: Palette) => {
  const strong = textWidth(figure, 15) * 1.05
  return {
    width: strong + 6 + textWidth(meaning, 13),
    at: (x: number, y: number) => [
      node(
        'text',
        { x: pixel(x), y: pixel(y + 16), 'font-size': 13, fill: muted },
        node('tspan', { 'font-size': 15, 'font-weight': 600, fill: text }, figure),
        ` ${meaning}`,
      ),
    ],
  }
}

const legendPiece = ({ label, mark }: LegendItem, { palette, inner }: Page) => {
  const shown = fitted(label, 13, inner - 30)
  return {
    width: 22 + textWidth(shown, 13),
    at: (x: number, y: number) => [
      node('g', { transform: `translate(${pixel(x)} ${pixel(y + 4)})` }, ...mark(palette)),
      textNode(shown, x + 22, y + 15, { size: 13, fill: palette.muted }),
    ],
  }
}

const unitPiece = ({ unit }: Panel, palette: Palette) =>
  unit === null
    ? []
    : [
        {
          width: textWidth(unit, 13) * 1.05,
          at: (x: number, y: number) => [
            textNode(unit, x, y + 15, { size: 13, fill: palette.muted, weight: 600 }),
          ],
        },
      ]

const panelParts = (
  { panel, chart, legend }: DrawnPanel,
  picture: TrendPicture,
  page: Page,
): readonly Part[] => [
  ...(panel.title === ''
    ? []
    : [paragraph(panel.title, { size: 14, fill: page.palette.text, weight: 600 }, page.inner)]),
  flow(
    picture.facts(panel).map((fact) => factPiece(fact, page.palette)),
    22,
    page.inner,
  ),
  flow(
    [...unitPiece(panel, page.palette), ...legend.map((item) => legendPiece(item, page))],
    22,
    page.inner,
  ),
  {
    height: chartHeight + 8,
    at: (top) => [node('g', { transform: `translate(${margin} ${pixel(top)})` }, ...chart.nodes)],
  },
]

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

/** All that a picture says in words: what programs read aloud. */
const inWordsOf = (picture: TrendPicture): string =>
  [
    picture.subtitle,
    ...picture.panels.map((panel) =>
      [panel.title, ...picture.facts(panel).map(({ figure, meaning }) => `${figure} ${meaning}`)]
        .filter((part) => part !== '')
        .join(', '),
    ),
    ...picture.withheld,
    ...picture.notes,
  ]
    .map((sentence) => sentence.replace(/\.$/, ''))
    .join('. ')

const partsOf = (picture: TrendPicture, page: Page): readonly Part[] => {
  const { palette, inner } = page
  const panels = drawPanels(picture, { width: inner, height: chartHeight, palette })
  return [
    paragraph(picture.title, { size: 16, fill: palette.text, weight: 600 }, inner),
    paragraph(picture.subtitle, { size: 13, fill: palette.muted }, inner),
    { height: 6, at: () => [] },
    ...(panels.length === 0
      ? [paragraph('No readings.', { size: 15, fill: palette.text, weight: 600 }, inner)]
      : []),
    ...panels.flatMap((panel) => panelParts(panel, picture, page)),
    ...picture.withheld.map((text) => withheldPart(text, page)),
    ...picture.notes.map((text) => paragraph(text, { size: 12, fill: palette.muted }, inner)),
  ]
}

/**
 * A whole page of a trend, to be looked at alone: what a file holds.
 * @param width pixels; letters keep their size on a narrow page
 */
export function trendSheet(picture: TrendPicture, palette: Palette, width = pageWidth): TreeNode {
  let top = margin
  const parts = partsOf(picture, { palette, inner: width - 2 * margin }).map((part) => {
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
    node('title', {}, picture.title),
    node('desc', {}, inWordsOf(picture)),
    node('rect', { width, height, fill: palette.paper }),
    ...parts.flat(),
  )
}
