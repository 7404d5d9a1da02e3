import type { VNode } from 'preact'

import type { Slot } from '../../../picture/answer/trend-answer.js'
import { trendPicture, type TrendPicture } from '../../../picture/trend-picture.js'
import { dateOrderOf, slotTitle } from '../../../picture/words/dates.js'
import { panelValue, slotsOf } from '../../../view/trend/reader.js'
import type { ServerClient } from '../../api/tools.js'
import { DataTable } from '../../parts/data-table.js'
import { Drawing } from '../../parts/drawing.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { typeInWords } from '../../words.js'

/** The day so many days before today, as tools take it. */
const startOf = (days: number): string =>
  new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

interface TrendProps {
  readonly own: ServerClient
  readonly patient: number
  readonly study: number
  readonly type: string
  readonly days: number
  readonly bucket: string
}

/** Every number of a picture, as the views of hosts put them into words. */
function Numbers({ picture }: { readonly picture: TrendPicture }) {
  const { panels, title, subtitle, words } = picture
  return (
    <DataTable
      caption={`${title}: ${subtitle}`}
      columns={[
        { title: 'When', cell: (slot: Slot) => slotTitle(slot, words) },
        ...panels.map((panel) => ({
          title: panel.title === '' ? 'Values' : panel.title,
          cell: (slot: Slot) => <bdi>{panelValue({ ...panel, title: '' }, slot) ?? '–'}</bdi>,
        })),
      ]}
      rows={slotsOf(picture)}
      empty="No readings in this time."
    />
  )
}

/** The trend of one type, and every number of it in a table. */
export function PatientTrend({ own, patient, study, type, days, bucket }: TrendProps): VNode {
  const args = {
    patient_id: patient,
    study_id: study,
    data_type: type,
    bucket,
    start: startOf(days),
  }
  // an answer is drawn with what it was asked with: it stays until the next one is there
  const trend = useAnswer(
    async (signal) => {
      const { value } = await own.until(signal).call('get_observation_trend', args)
      return { args, value }
    },
    [patient, study, type, days, bucket],
  )
  return (
    <section class="trend">
      <Shown answer={trend}>
        {({ args: asked, value }) => (
          <>
            <Drawing args={asked} answer={value} />
            <details>
              <summary>{typeInWords(asked.data_type)} in numbers</summary>
              <Numbers picture={trendPicture(asked, value, dateOrderOf(navigator.language))} />
            </details>
          </>
        )}
      </Shown>
    </section>
  )
}
