import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { numberAt, textAt } from '../../../record-members.js'
import type { PageProps } from '../../page-props.js'
import { Shown } from '../../parts/shown.js'
import { readStudies } from '../../parts/studies.js'
import { useAnswer } from '../../parts/use-answer.js'
import { StudyQuality } from './study-quality.js'

/** Which data are missing while they can still be had. */
export function QualityPage({ own }: PageProps): VNode {
  const [chosen, choose] = useState<number | undefined>(undefined)
  const studies = useAnswer(async (signal) => await readStudies(own.until(signal)), [])
  return (
    <>
      <h1>Data quality</h1>
      <p>Who sends how much of what, and from where. Open a participant to see the days.</p>
      <Shown answer={studies}>
        {(all) => {
          const study = chosen ?? numberAt(all[0] ?? {}, 'id')
          return study === undefined ? (
            <p>You may see no study.</p>
          ) : (
            <>
              <p class="choices">
                <label>
                  Study{' '}
                  <select
                    value={study}
                    onChange={(event) => {
                      choose(Number(event.currentTarget.value))
                    }}
                  >
                    {all.map((one) => (
                      <option value={String(one['id'])} key={String(one['id'])}>
                        {textAt(one, 'name')}
                      </option>
                    ))}
                  </select>
                </label>
              </p>
              <StudyQuality own={own} study={study} key={study} />
            </>
          )
        }}
      </Shown>
    </>
  )
}
