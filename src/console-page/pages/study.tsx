import type { VNode } from 'preact'
import { type JsonRecord } from '../../record.js'
import { numberAt, objectAt, objectsAt, textAt } from '../../record-members.js'
import type { PageProps } from '../page-props.js'
import { DataTable } from '../parts/data-table.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'
import { isOfReadings, shownNumber } from '../words.js'
import { ConsentBars } from './consent-bars.js'
import { PeopleTable } from './people-table.js'
import { SilentList } from './silent-list.js'

const countOf = (type: JsonRecord): number => numberAt(type, 'observation_count') ?? 0

/** One study: what it holds, who is silent, consent, participants. */
export function StudyPage({ own, path }: PageProps): VNode {
  const study = Number(path[0])
  const metadata = useAnswer(
    async (signal) =>
      (await own.until(signal).call('get_study_metadata', { study_id: study })).value,
    [study],
  )
  return (
    <Shown answer={metadata}>
      {(value) => {
        const types = objectsAt(value, 'data_types')
        const readings = types
          .filter((type) => isOfReadings(textAt(type, 'code')))
          .toSorted((a, b) => countOf(b) - countOf(a))
        return (
          <>
            <h1>{textAt(value, 'name')}</h1>
            <p>{textAt(value, 'description')}</p>
            <p>
              {textAt(objectAt(value, 'organization'), 'name')} ·{' '}
              {shownNumber(numberAt(value, 'patient_count'))} participants ·{' '}
              {shownNumber(numberAt(value, 'observation_count'))} observations
            </p>
            {typeof value['role'] === 'string' ? (
              <>
                <h2>Who has been silent?</h2>
                {readings.length === 0 ? (
                  <p>This study asks for no readings.</p>
                ) : (
                  <SilentList own={own} study={study} types={readings} />
                )}
              </>
            ) : null}
            <h2>Consent</h2>
            <ConsentBars study={textAt(value, 'name')} types={types} />
            <h2>Participants</h2>
            <PeopleTable own={own} study={study} />
            <h2>Devices and apps</h2>
            <DataTable
              caption="Where data of this study come from"
              columns={[
                { title: 'Name', cell: (source) => textAt(source, 'name') },
                { title: 'Kind', cell: (source) => textAt(source, 'type').replaceAll('_', ' ') },
              ]}
              rows={objectsAt(value, 'data_sources')}
              empty="No device or app is named."
            />
            <p class="note">{textAt(value, 'notice')}</p>
          </>
        )
      }}
    </Shown>
  )
}
