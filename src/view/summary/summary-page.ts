import type { Fields } from '../../picture/answer/fields.js'
import { hasTypes } from '../../picture/answer/summary-answer.js'
import { summaryPicture } from '../../picture/summary/summary-picture.js'
import type { TypeRow } from '../../picture/summary/type-row.js'
import type { Host } from '../host.js'
import { ListPage, type ListContent } from '../parts/list-page.js'
import { whoIn } from '../parts/looked-at.js'
import { legendRow } from '../parts/rows.js'
import { trendOf } from '../trend/questions.js'
import { summaryFiles } from './save.js'
import { summaryTable } from './summary-table.js'
import { typeSection } from './type-section.js'

type OpenTrend = (args: Fields, opener: HTMLElement) => void

const summaryTool = { name: 'summarize_observations', hasData: hasTypes }

const isOfSomebody = ({ patient_id: patient, study_id: study }: Fields): boolean =>
  patient !== undefined || study !== undefined

const contentOf = (
  host: Host,
  openTrend: OpenTrend,
  [args, answer]: readonly [Fields, Fields],
): ListContent => {
  const picture = summaryPicture(args, answer, host.dateOrder)
  const opens = ({ code, values, length }: TypeRow) =>
    code === undefined || values.length === 0 || !host.canAsk || !isOfSomebody(args)
      ? undefined
      : (opener: HTMLElement) => {
          openTrend(trendOf(args, code, length), opener)
        }
  return {
    words: picture,
    head: [legendRow(picture.legend)],
    rows: picture.types.map((type) => typeSection(type, opens(type))),
    empty: 'No readings',
    table: summaryTable(picture),
    lookedAt: `The person looks at summarize_observations${whoIn(picture.asked)}.`,
    files: summaryFiles([args, answer], picture),
  }
}

/** The page of a summary: a row for each data type, which opens its trend. */
export const summaryPage = (host: Host, openTrend: OpenTrend): ListPage =>
  new ListPage(host, summaryTool, (args, answer) => contentOf(host, openTrend, [args, answer]))
