import { consentBar, consentWords } from '../bars/consent.js'
import { flow, pageOf, pageWidth, paragraph, room, type Page, type Part } from '../page/part.js'
import { columnPiece, drawnPiece, factPiece, legendPiece } from '../page/pieces.js'
import type { Palette } from '../palette.js'
import type { TreeNode } from '../tree.js'
import type { StudyPicture, StudyRow } from './study-picture.js'

/** Columns of a page that is wide enough for bars beside words. */
const nameWidth = 200
const amountWidth = 150

const isWide = ({ inner }: Page): boolean => inner >= 600

const rowParts = ({ title, amount, consent }: StudyRow, page: Page): readonly Part[] => {
  const { palette, inner } = page
  const small = { size: 13, fill: palette.muted }
  const width = isWide(page) ? inner - nameWidth - amountWidth - 40 : inner
  return [
    flow(
      [
        columnPiece(title, { size: 13, fill: palette.text, weight: 600 }, nameWidth),
        columnPiece(amount, small, isWide(page) ? amountWidth : inner),
        ...(consent === undefined ? [] : [drawnPiece(consentBar(consent, { width, palette }))]),
      ],
      24,
      inner,
    ),
    ...(consent === undefined
      ? []
      : [flow([columnPiece(consentWords(consent), small, inner)], 22, inner)]),
    room(4),
  ]
}

const inWordsOf = ({ title, amount, consent }: StudyRow): string =>
  [title, amount, ...(consent === undefined ? [] : [consentWords(consent)])].join(', ')

const partsOf = (study: StudyPicture, page: Page): readonly Part[] => {
  const { palette, inner } = page
  const small = { size: 13, fill: palette.muted }
  return [
    flow(
      study.facts.map((fact) => factPiece(fact, palette)),
      22,
      inner,
    ),
    paragraph(study.description, small, inner),
    room(4),
    flow(
      study.legend.map((item) => legendPiece(item, page)),
      22,
      inner,
    ),
    ...study.types.flatMap((row) => rowParts(row, page)),
    ...(study.devices.length === 0
      ? []
      : [paragraph(`Devices and apps: ${study.devices.join(', ')}`, small, inner), room(4)]),
  ]
}

/**
 * A whole page of a study, to be looked at alone: what a file holds.
 * @param width pixels; letters keep their size on a narrow page
 */
export const studySheet = (picture: StudyPicture, palette: Palette, width = pageWidth): TreeNode =>
  pageOf(
    { ...picture, drawn: [picture.description, ...picture.types.map(inWordsOf)].filter(Boolean) },
    (page) => partsOf(picture, page),
    palette,
    width,
  )
