import { rowsOf, type Fields } from '../../picture/answer/fields.js'
import { rowsCsv } from '../../picture/csv/rows-csv.js'
import { lightPalette } from '../../picture/palette.js'
import type { SummaryPicture } from '../../picture/summary/summary-picture.js'
import { summarySheet } from '../../picture/summary/summary-sheet.js'
import { svgText } from '../../picture/svg-text.js'
import { fileNameOf, type SavedFiles } from '../parts/save.js'

/** A summary as files. @param asked arguments and answer of the call that is shown */
export const summaryFiles = (
  [args, answer]: readonly [Fields, Fields],
  picture: SummaryPicture,
): SavedFiles => ({
  name: fileNameOf('summary', args, picture.isPartial),
  csv: () => rowsCsv(rowsOf(answer['types'])),
  svg: () => svgText(summarySheet(picture, lightPalette)),
})
