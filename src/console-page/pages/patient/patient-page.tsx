import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { PageProps } from '../../page-props.js'
import { Participant } from './participant.js'
import { printAll } from './print-all.js'
import { mostPatients, windows, type Window } from './windows.js'

/** One participant, or several one after the other, each on paper of their own. */
export function PatientPage({ own, path }: PageProps): VNode {
  const study = Number(path[0])
  const patients = (path[2] ?? '').split(',').map(Number).slice(0, mostPatients)
  const [chosen, choose] = useState<Window>(windows[0])
  const isOne = patients.length === 1
  return (
    <>
      <h1>{isOne ? `Participant ${patients.join()}` : `${patients.length} participants`}</h1>
      <p class="choices">
        <a href={`#/studies/${study}`}>Back to the study</a>
        {windows.map((one) => (
          <button
            type="button"
            aria-pressed={one === chosen}
            onClick={() => {
              choose(one)
            }}
            key={one[0]}
          >
            {one[1]}
          </button>
        ))}
        <button type="button" onClick={printAll}>
          Print
        </button>
      </p>
      {patients.map((patient) => (
        <section class="participant" key={patient}>
          {isOne ? null : <h2>Participant {patient}</h2>}
          <Participant own={own} study={study} patient={patient} chosen={chosen} isAlone={isOne} />
        </section>
      ))}
    </>
  )
}
