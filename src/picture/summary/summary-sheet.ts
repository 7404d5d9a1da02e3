import { coverageBar, coverageWords } from '../bars/coverage.js'
import { sharesBar, sharesLegend } from '../bars/shares.js'
import { labelWidthOf, strip } from '../bars/strip.js'
import { flow, pageOf, pageWidth, paragraph, room, type Page, type Part } from '../page/part.js'
import { columnPiece, drawnPiece, factPiece, legendPiece, textPiece } from '../page/pieces.js'
import type { Palette } from '../palette.js'
import type { TreeNode } from '../tree.js'
import type { SummaryPicture } from './summary-picture.js'
import type { TypeRow } from './type-row.js'
import type { ValueRow } from './value-row.js'

const lineHeight = 24

/** Columns of a page that is wide enough for drawings beside words. */
const nameWidth = 130
const figureWidth = 240

const muted = ({ palette }: Page) => ({ size: 13, fill: palette.muted })

const isWide = ({ inner }: Page): boolean => inner >= 600

const drawnWidth = (page: Page): number =>
  isWide(page) ? page.inner - nameWidth - figureWidth - 40 : page.inner

/** Words, and a drawing beside them or beneath. */
const lineOf = (
  page: Page,
  name: string,
  figures: string,
  drawn: Parameters<typeof drawnPiece>[0],
) =>
  flow(
    [
      columnPiece(name, { size: 13, fill: page.palette.text }, nameWidth),
      columnPiece(figures, muted(page), isWide(page) ? figureWidth : page.inner - nameWidth - 20),
      drawnPiece(drawn),
    ],
    lineHeight,
    page.inner,
  )

const valueParts = (value: ValueRow, labelWidth: number, page: Page): readonly Part[] => {
  const { extent, shares } = value
  const style = { width: drawnWidth(page), palette: page.palette }
  const figures = value.facts.map(({ figure, meaning }) => `${figure} ${meaning}`).join(' · ')
  return [
    lineOf(page, value.name, figures, strip(value.strip, { extent, labelWidth }, style)),
    ...(value.more === ''
      ? []
      : [flow([columnPiece(value.more, muted(page), page.inner)], 20, page.inner)]),
    ...(shares.length === 0
      ? []
      : [
          lineOf(page, 'of readings', '', sharesBar(shares, style)),
          flow(
            sharesLegend(shares).map((item) => legendPiece(item, page)),
            20,
            page.inner,
          ),
        ]),
  ]
}

const coverageParts = ({ coverage }: TypeRow, page: Page): readonly Part[] => {
  if (coverage === undefined) return []
  const bar = coverageBar(coverage, { width: drawnWidth(page), palette: page.palette })
  return [lineOf(page, 'days with data', coverageWords(coverage), bar)]
}

const typeParts = (type: TypeRow, page: Page): readonly Part[] => {
  const labelWidth = labelWidthOf(type.values.map((value) => value.strip))
  return [
    room(8),
    paragraph(type.title, { size: 14, fill: page.palette.text, weight: 600 }, page.inner),
    flow(
      [
        ...type.facts.map((fact) => factPiece(fact, page.palette)),
        ...(type.period === '' ? [] : [textPiece(type.period, muted(page))]),
      ],
      22,
      page.inner,
    ),
    ...type.values.flatMap((value) => valueParts(value, labelWidth, page)),
    ...coverageParts(type, page),
    ...[type.sources, ...type.notes]
      .filter((text) => text !== '')
      .map((text) => paragraph(text, { size: 12, fill: page.palette.muted }, page.inner)),
  ]
}

/** A type as it is read aloud. */
const inWordsOf = ({ title, facts, period, values, coverage }: TypeRow): string =>
  [
    title,
    ...facts.map(({ figure, meaning }) => `${figure} ${meaning}`),
    ...(period === '' ? [] : [period]),
    ...values.map(({ name, facts: [mean] }) =>
      mean === undefined ? name : `${name} ${mean.figure} ${mean.meaning}`,
    ),
    ...(coverage === undefined ? [] : [`days with data ${coverageWords(coverage)}`]),
  ].join(', ')

const partsOf = ({ types, legend }: SummaryPicture, page: Page): readonly Part[] =>
  types.length === 0
    ? [paragraph('No readings.', { size: 15, fill: page.palette.text, weight: 600 }, page.inner)]
    : [
        flow(
          legend.map((item) => legendPiece(item, page)),
          22,
          page.inner,
        ),
        ...types.flatMap((type) => typeParts(type, page)),
        room(8),
      ]

/**
 * A whole page of a summary, to be looked at alone: what a file holds.
 * @param width pixels; letters keep their size on a narrow page
 */
export const summarySheet = (
  picture: SummaryPicture,
  palette: Palette,
  width = pageWidth,
): TreeNode =>
  pageOf(
    { ...picture, drawn: picture.types.map(inWordsOf) },
    (page) => partsOf(picture, page),
    palette,
    width,
  )
