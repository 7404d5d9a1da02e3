import { isWithdrawn, type ObservedRow } from '../../picture/answer/observed-row.js'
import type { ObservationsPicture } from '../../picture/observations-picture.js'
import { typeInWords } from '../../picture/sheet-words.js'
import { inWords } from '../../picture/words/plain.js'
import { momentText, readingsText } from '../../picture/words/reading.js'
import type { TableWords } from '../parts/data-table.js'

/** What of a row's context is told in a column of its own. */
const toldElsewhere = 'source_name'

const besides = ({ context, source }: ObservedRow): string =>
  context
    .filter(([name, said]) => name !== toldElsewhere || said !== source)
    .map(([name, said]) => `${inWords(name)}: ${said}`)
    .join('; ')

const statusText = (row: ObservedRow): string => {
  if (isWithdrawn(row)) return 'withdrawn as an error'
  return row.status === 'final' || row.status === '' ? '' : `status ${inWords(row.status)}`
}

const joined = (...texts: readonly string[]): string =>
  texts.filter((text) => text !== '').join(' · ')

/** The numbers of a row, and what has become of it. */
export const readingCell = (row: ObservedRow): string => joined(readingsText(row), statusText(row))

const typeOf = ({ dataType }: ObservedRow): string =>
  dataType === '' ? '–' : typeInWords(dataType)

/** All rows of an answer in its order, those too that are not drawn. @param isNarrow few columns */
export function rowTable(picture: ObservationsPicture, isNarrow: boolean): TableWords {
  const { rows } = picture.answer
  const { title: caption, order } = picture
  const hasTypes = new Set(rows.map(({ dataType }) => dataType)).size > 1
  const hasBesides = rows.some((row) => besides(row) !== '')
  if (isNarrow) {
    return {
      caption,
      heads: ['When', 'What', 'Id'],
      widths: ['32%', '', '17%'],
      rows: rows.map((row) => [
        momentText(row.slot, order),
        joined(hasTypes ? typeOf(row) : '', readingCell(row), row.source, besides(row)),
        row.id,
      ]),
    }
  }
  const columns: readonly (readonly [head: string, width: string])[] = [
    ['When', '21%'],
    ...(hasTypes ? ([['Type', '14%']] as const) : []),
    ['Reading', '16%'],
    ['Source', '15%'],
    ...(hasBesides ? ([['Also said', '']] as const) : []),
    ['Id', '9%'],
  ]
  return {
    caption,
    heads: columns.map(([head]) => head),
    widths: columns.map(([, width]) => width),
    rows: rows.map((row) => [
      momentText(row.slot, order),
      ...(hasTypes ? [typeOf(row)] : []),
      readingCell(row),
      row.source,
      ...(hasBesides ? [besides(row)] : []),
      row.id,
    ]),
  }
}
