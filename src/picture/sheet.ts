import type { Panel } from './kinds/kind.js'
import { flow, pageOf, pageWidth, paragraph, type Page, type Part } from './page/part.js'
import { drawnPiece, factPiece, legendPiece, textPiece } from './page/pieces.js'
import type { Palette } from './palette.js'
import { drawPanels, type DrawnPanel, type PanelPicture } from './trend-picture.js'
import type { TreeNode } from './tree.js'

const chartHeight = 240

const unitPiece = ({ unit }: Panel, { muted }: Palette) =>
  unit === null ? [] : [textPiece(unit, { size: 13, fill: muted, weight: 600 })]

const panelParts = (
  { panel, chart, legend }: DrawnPanel,
  picture: PanelPicture,
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
  flow([drawnPiece({ width: page.inner, nodes: chart.nodes })], chartHeight + 8, page.inner),
]

/** What the panels of a trend say in words. */
const inWordsOf = (picture: PanelPicture): readonly string[] =>
  picture.panels.map((panel) =>
    [panel.title, ...picture.facts(panel).map(({ figure, meaning }) => `${figure} ${meaning}`)]
      .filter((part) => part !== '')
      .join(', '),
  )

const partsOf = (picture: PanelPicture, page: Page): readonly Part[] => {
  const { palette, inner } = page
  const panels = drawPanels(picture, { width: inner, height: chartHeight, palette })
  return panels.length === 0
    ? [paragraph('No readings.', { size: 15, fill: palette.text, weight: 600 }, inner)]
    : panels.flatMap((panel) => panelParts(panel, picture, page))
}

/**
 * A whole page of an answer, to be looked at alone: what a file holds.
 * @param width pixels; letters keep their size on a narrow page
 */
export const trendSheet = (picture: PanelPicture, palette: Palette, width = pageWidth): TreeNode =>
  pageOf(
    { ...picture, drawn: inWordsOf(picture) },
    (page) => partsOf(picture, page),
    palette,
    width,
  )
