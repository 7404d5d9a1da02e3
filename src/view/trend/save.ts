import type { Fields } from '../../picture/answer/fields.js'
import { trendCsv } from '../../picture/csv/trend-csv.js'
import { lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { svgText } from '../../picture/svg-text.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import { fileNameOf, type SavedFiles } from '../parts/save.js'

/** A trend as files. @param args what it was asked with */
export const trendFiles = (args: Fields, picture: TrendPicture): SavedFiles => ({
  name: fileNameOf('trend', args, picture.answer.isPartial),
  csv: () => trendCsv(picture),
  svg: () => svgText(trendSheet(picture, lightPalette)),
})
