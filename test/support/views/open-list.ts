import { oneStudy, twoTypes } from '../list-answers.js'

/** A view that is a list, with what it was asked and an answer. */
export interface ListView {
  readonly name: string
  readonly tool: string
  readonly args: object
  readonly answer: object
  /** Its title with that answer. */
  readonly title: string
  /** A type that can be opened as a trend, and what the trend is then asked with. */
  readonly opened: readonly [name: string, args: object]
}

export const summaryView: ListView = {
  name: 'summary',
  tool: 'summarize_observations',
  args: { patient_id: 40_013, time_zone: 'Europe/Berlin' },
  answer: twoTypes,
  title: 'Summary of observations',
  opened: [
    'Blood pressure, open trend',
    {
      ...{ patient_id: 40_013, time_zone: 'Europe/Berlin' },
      ...{ data_type: 'omh:blood-pressure:4.0', bucket: 'day' },
    },
  ],
}

export const studyView: ListView = {
  name: 'study',
  tool: 'get_study_metadata',
  args: { study_id: 30_001 },
  answer: oneStudy,
  title: 'Pressure at home',
  opened: [
    'Blood pressure, open trend',
    { study_id: 30_001, data_type: 'omh:blood-pressure:4.0', bucket: 'week' },
  ],
}

/** A result as hosts pass it on. */
export const resultWith = (structuredContent: object) => ({
  content: [{ type: 'text', text: 'the answer as text' }],
  structuredContent,
})
