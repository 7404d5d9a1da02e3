import { numberIn, rowsOf, without, type Fields } from '../../picture/answer/fields.js'
import { hasDataTypes } from '../../picture/answer/study-answer.js'
import { consentBar, consentWords } from '../../picture/bars/consent.js'
import { rowsCsv } from '../../picture/csv/rows-csv.js'
import { lightPalette } from '../../picture/palette.js'
import {
  studyPicture,
  type StudyPicture,
  type StudyRow,
} from '../../picture/study/study-picture.js'
import { studySheet } from '../../picture/study/study-sheet.js'
import { svgText } from '../../picture/svg-text.js'
import { el, foreign } from '../dom.js'
import type { Host } from '../host.js'
import { barOf, lineOf } from '../parts/bar.js'
import type { TableWords } from '../parts/data-table.js'
import { factElement } from '../parts/legend.js'
import { ListPage, type ListContent } from '../parts/list-page.js'
import { whoIn } from '../parts/looked-at.js'
import { legendRow, rowHeading, type Row } from '../parts/rows.js'
import { SaveButtons } from '../parts/save.js'

type OpenTrend = (args: Fields, opener: HTMLElement) => void
type Opener = ((opener: HTMLElement) => void) | undefined

const studyTool = {
  name: 'get_study_metadata',
  hasData: hasDataTypes,
  // an answer in FHIR has no counts
  drawnBy: (args: Fields): Fields => without(args, ['format']),
}

const typeRow = (type: StudyRow, onOpen: Opener): Row => {
  const { title, amount, consent } = type
  const words = el('p', { class: 'facts' }, foreign(amount))
  const heading = el('header', {}, rowHeading(title, onOpen), words)
  if (consent === undefined) {
    return { element: el('section', { class: 'row' }, heading), redraw: () => undefined }
  }
  const bar = barOf((style) => consentBar(consent, style), false)
  const line = lineOf('consent', [foreign(consentWords(consent))], bar)
  return { element: el('section', { class: 'row' }, heading, line), redraw: bar.redraw }
}

const headOf = ({ facts, description, legend }: StudyPicture): readonly Row[] => {
  const words = el(
    'div',
    {},
    el('p', { class: 'facts' }, ...facts.map(factElement)),
    ...(description === '' ? [] : [el('p', {}, foreign(description))]),
  )
  return [{ element: words, redraw: () => undefined }, legendRow(legend)]
}

const devicesRow = (devices: readonly string[]): readonly Row[] =>
  devices.length === 0
    ? []
    : [
        {
          element: el(
            'section',
            { class: 'row' },
            el('h2', {}, 'Devices and apps'),
            el('ul', {}, ...devices.map((device) => el('li', {}, foreign(device)))),
          ),
          redraw: () => undefined,
        },
      ]

const tableOf = ({ title, types }: StudyPicture): TableWords => ({
  caption: title,
  heads: ['Type', 'How much', 'Consent'],
  rows: types.map(({ title: type, code, amount, consent }) => [
    ...[`${type} (${code})`, amount],
    consent === undefined ? '–' : consentWords(consent),
  ]),
})

const contentOf = (host: Host, openTrend: OpenTrend, answer: Fields): ListContent => {
  const picture = studyPicture(answer)
  const study = numberIn(answer['id'])
  const opens = ({ code, hasReadings }: StudyRow): Opener =>
    study === undefined || !hasReadings || !host.canAsk
      ? undefined
      : (opener) => {
          openTrend({ study_id: study, data_type: code, bucket: 'week' }, opener)
        }
  return {
    words: picture,
    head: headOf(picture),
    rows: [
      ...picture.types.map((type) => typeRow(type, opens(type))),
      ...devicesRow(picture.devices),
    ],
    empty: 'This study asks for no data',
    table: tableOf(picture),
    lookedAt: `The person looks at get_study_metadata${whoIn({ patient: undefined, study })}.`,
    files: {
      name: study === undefined ? 'study' : `study-${study}`,
      csv: () => rowsCsv(rowsOf(answer['data_types'])),
      svg: () => svgText(studySheet(picture, lightPalette)),
    },
  }
}

/** The page of a study: consent to each data type, which opens the trend of the whole study. */
export const studyPage = (host: Host, openTrend: OpenTrend): ListPage =>
  new ListPage(
    host,
    studyTool,
    (_args, answer) => contentOf(host, openTrend, answer),
    new SaveButtons(host),
  )
