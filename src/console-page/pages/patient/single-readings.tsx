import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import type { ServerClient } from '../../api/tools.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { View } from '../../views/view.js'

interface Props {
  readonly own: ServerClient
  readonly study: number
  readonly patient: number
}

function Newest({ own, study, patient }: Props) {
  const readings = useAnswer(
    async (signal) => {
      const args = { patient_id: patient, study_id: study }
      const { value } = await own.until(signal).call('get_patient_observations', args)
      return { args, value }
    },
    [study, patient],
  )
  return (
    <Shown answer={readings}>
      {({ args, value }) => (
        <View server={own} tool="get_patient_observations" args={args} answer={value} />
      )}
    </Shown>
  )
}

/** Every reading by itself, the newest first; asked for by a button. */
export function SingleReadings(props: Props): VNode {
  const [isOpen, setIsOpen] = useState(false)
  return isOpen ? (
    <Newest {...props} />
  ) : (
    <p class="buttons">
      <button
        type="button"
        onClick={() => {
          setIsOpen(true)
        }}
      >
        Show single readings
      </button>
    </p>
  )
}
