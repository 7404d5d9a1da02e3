import type { Fields } from '../../picture/answer/fields.js'
import { rowsIn } from '../../picture/answer/observations-answer.js'
import { rowsCsv } from '../../picture/csv/rows-csv.js'
import type { ObservationsPicture } from '../../picture/observations-picture.js'
import { lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { svgText } from '../../picture/svg-text.js'
import { fileNameOf, type SavedFiles } from '../parts/save.js'

/** What is shown, and how it was asked for. */
interface Shown {
  readonly args: Fields
  readonly answer: Fields
  readonly picture: ObservationsPicture
}

/** A page of observations as files: all of its rows, those too that are not drawn. */
export const observationsFiles = ({ args, answer, picture }: Shown): SavedFiles => ({
  name: fileNameOf('observations', args, picture.answer.isPartial),
  csv: () => rowsCsv(rowsIn(answer)),
  svg: () => svgText(trendSheet(picture, lightPalette)),
})
