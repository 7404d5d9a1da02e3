import type { Fields } from '../../picture/answer/fields.js'
import { trendCsv } from '../../picture/csv/trend-csv.js'
import { lightPalette } from '../../picture/palette.js'
import { trendSheet } from '../../picture/sheet.js'
import { svgText } from '../../picture/svg-text.js'
import type { TrendPicture } from '../../picture/trend-picture.js'
import type { Host } from '../host.js'
import { fileNameOf, SaveButtons, type SavedFiles } from '../parts/save.js'
import type { TrendSaves } from './trend-page.js'

/** A trend as files. @param args what it was asked with */
const trendFiles = (args: Fields, picture: TrendPicture): SavedFiles => ({
  name: fileNameOf('trend', args, picture.answer.isPartial),
  csv: () => trendCsv(picture),
  svg: () => svgText(trendSheet(picture, lightPalette)),
})

/** Saves a trend as CSV and SVG, where the host can save. */
export const trendSaves = (host: Host): TrendSaves => ({
  buttons: new SaveButtons(host),
  filesOf: trendFiles,
})
